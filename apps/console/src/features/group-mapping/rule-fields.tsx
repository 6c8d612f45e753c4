import { PERSON_ROLES, ROLE_OPTIONS } from '~/features/people/role-words'
import type { FormErrors } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import type { Rule } from './mapping-form'

interface Props {
  /** From 1, as people count. */
  readonly number: number
  readonly rule: Rule
  readonly suggestions: readonly string[]
  readonly errors: FormErrors
  readonly onChange: (rule: Rule) => void
  readonly onRemove: () => void
}

const ROLES = [{ value: '', label: 'The one that they have' }, ...ROLE_OPTIONS]

export function RuleFields({ number, rule, suggestions, errors, onChange, onRemove }: Props) {
  const at = `rules.${number - 1}`
  return (
    <fieldset className="flex min-w-0 flex-col gap-3 rounded-md border p-3">
      <legend className="px-1 text-dense font-medium">Rule {number}</legend>
      <div className="grid gap-3 sm:grid-cols-2">
        <Field label="Claim" required error={errors.of(`${at}.claim`)}>
          <Input
            value={rule.claim}
            placeholder="groups"
            onChange={({ target }) => onChange({ ...rule, claim: target.value })}
          />
        </Field>
        <Field label="Has the value" required hint="* stands for any" error={errors.of(`${at}.pattern`)}>
          <Input
            value={rule.pattern}
            placeholder="db-admins"
            onChange={({ target }) => onChange({ ...rule, pattern: target.value })}
          />
        </Field>
        <Field label="Groups" error={errors.of(`${at}.groups`)}>
          <TagInput
            value={rule.groups ?? []}
            onChange={(groups) => onChange({ ...rule, groups: [...groups] })}
            suggestions={suggestions}
          />
        </Field>
        <Field label="Role" error={errors.of(`${at}.role`)}>
          <Select
            options={ROLES}
            value={rule.role ?? ''}
            onChange={({ target }) =>
              onChange({ ...rule, role: PERSON_ROLES.find((role) => role === target.value) ?? null })
            }
          />
        </Field>
      </div>
      <Button size="sm" variant="danger-ghost" className="self-end" onClick={onRemove}>
        Remove rule {number}
      </Button>
    </fieldset>
  )
}
