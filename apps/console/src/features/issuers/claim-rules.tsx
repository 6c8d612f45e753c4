'use client'

import { useQuery } from '@tanstack/react-query'
import { ArrowUp, Plus, Trash2 } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import type { FormErrors } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Field, FieldSet } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { type ClaimRuleDraft, NEW_RULE } from './issuer-draft'

const KINDS = [
  { value: 'agent', label: 'An agent' },
  { value: 'person', label: 'A person' },
] as const

interface Props {
  readonly rules: readonly ClaimRuleDraft[]
  readonly onChange: (rules: readonly ClaimRuleDraft[]) => void
  readonly errors: FormErrors
}

/** What the claims of a token mean, rule by rule; the first that fits decides. */
export function ClaimRules({ rules, onChange, errors }: Props) {
  const replace = (index: number, rule: ClaimRuleDraft) => onChange(rules.with(index, rule))
  return (
    <div className="flex flex-col gap-3">
      <ol className="flex flex-col gap-3">
        {rules.map((rule, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: rules have no name, and their place is what they are known by
          <li key={index} className="rounded-lg border border-line p-4">
            <div className="mb-3 flex items-center justify-between gap-2">
              <p className="text-dense font-medium">Rule {index + 1}</p>
              <span className="flex gap-1">
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Move rule ${index + 1} up`}
                  disabled={index === 0}
                  onClick={() => onChange(moveUp(rules, index))}
                >
                  <ArrowUp aria-hidden />
                </Button>
                <Button
                  size="sm"
                  variant="ghost"
                  aria-label={`Remove rule ${index + 1}`}
                  onClick={() => onChange(rules.filter((_, at) => at !== index))}
                >
                  <Trash2 aria-hidden />
                </Button>
              </span>
            </div>
            <RuleFields
              rule={rule}
              path={`claimRules.${index}`}
              errors={errors}
              onChange={(next) => replace(index, next)}
            />
          </li>
        ))}
      </ol>
      {rules.length === 0 && (
        <p className="text-dense text-muted">Without a rule nobody gets in with a token of this issuer.</p>
      )}
      <Button className="self-start" onClick={() => onChange([...rules, NEW_RULE])}>
        <Plus aria-hidden /> Add rule
      </Button>
    </div>
  )
}

interface RuleProps {
  readonly rule: ClaimRuleDraft
  readonly path: string
  readonly errors: FormErrors
  readonly onChange: (rule: ClaimRuleDraft) => void
}

function RuleFields({ rule, path, errors, onChange }: RuleProps) {
  const trpc = useTRPC()
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const set = (change: Partial<ClaimRuleDraft>) => onChange({ ...rule, ...change })
  const isAgent = rule.kind === 'agent'
  return (
    <div className="flex flex-col gap-4">
      <When rule={rule} error={errors.of(`${path}.when`)} onChange={(when) => set({ when })} />
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="It is" error={errors.of(`${path}.kind`)}>
          <Select
            options={KINDS}
            value={rule.kind}
            onChange={({ target }) =>
              set({ kind: target.value === 'person' ? 'person' : 'agent', owner: null })
            }
          />
        </Field>
        <Field
          label={isAgent ? 'Called' : 'Named here as'}
          hint={
            isAgent ? (
              <>Claims in braces, such as {'ci {repository}'}: the same name is the same agent</>
            ) : (
              'A person must be known here; they keep their name'
            )
          }
          error={errors.of(`${path}.name`)}
        >
          <Input
            value={rule.name}
            spellCheck={false}
            onChange={({ target }) => set({ name: target.value })}
          />
        </Field>
        <Field label="Always in the groups" error={errors.of(`${path}.groups`)}>
          <TagInput
            value={rule.groups}
            suggestions={groups}
            onChange={(value) => set({ groups: value })}
            placeholder="None"
          />
        </Field>
        <Field
          label="And in those of the claim"
          hint="Groups of that name that exist here"
          error={errors.of(`${path}.groupsClaim`)}
        >
          <Input
            value={rule.groupsClaim ?? ''}
            placeholder="groups"
            spellCheck={false}
            onChange={({ target }) => set({ groupsClaim: target.value || null })}
          />
        </Field>
        {isAgent && (
          <Field
            label="Whose agent it is"
            hint="Their e-mail address, from a claim: they see what it does and never approve it"
            error={errors.of(`${path}.owner`)}
          >
            <Input
              value={rule.owner ?? ''}
              placeholder="Nobody’s"
              spellCheck={false}
              onChange={({ target }) => set({ owner: target.value || null })}
            />
          </Field>
        )}
      </div>
    </div>
  )
}

interface WhenProps {
  readonly rule: ClaimRuleDraft
  readonly error: string | undefined
  readonly onChange: (when: ClaimRuleDraft['when']) => void
}

function When({ rule: { when }, error, onChange }: WhenProps) {
  return (
    <FieldSet
      label={when.length === 0 ? 'For every token' : 'For tokens whose'}
      hint="* stands for any characters"
      error={error}
    >
      <div className="flex flex-col gap-2">
        {when.map((test, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: as above
          <div key={index} className="flex items-center gap-2">
            <Input
              aria-label="Claim"
              className="min-w-0 flex-1 font-mono"
              placeholder="repository_owner"
              spellCheck={false}
              value={test.claim}
              onChange={({ target }) => onChange(when.with(index, { ...test, claim: target.value }))}
            />
            <span className="text-dense text-muted">is</span>
            <Input
              aria-label="Value"
              className="min-w-0 flex-1 font-mono"
              placeholder="acme"
              spellCheck={false}
              value={test.pattern}
              onChange={({ target }) => onChange(when.with(index, { ...test, pattern: target.value }))}
            />
            <Button
              size="sm"
              variant="ghost"
              aria-label="Remove this condition"
              onClick={() => onChange(when.filter((_, at) => at !== index))}
            >
              <Trash2 aria-hidden />
            </Button>
          </div>
        ))}
        <Button
          size="sm"
          className="self-start"
          onClick={() => onChange([...when, { claim: '', pattern: '' }])}
        >
          <Plus aria-hidden /> Add condition
        </Button>
      </div>
    </FieldSet>
  )
}

function moveUp(rules: readonly ClaimRuleDraft[], index: number): readonly ClaimRuleDraft[] {
  const [above, own] = [rules[index - 1], rules[index]]
  return above && own ? rules.with(index - 1, own).with(index, above) : rules
}
