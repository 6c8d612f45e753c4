'use client'

import { Plus, X } from 'lucide-react'
import type { FormErrors } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import type { SecretDraft } from './server-draft'

interface Props {
  readonly secrets: readonly SecretDraft[]
  readonly onChange: (secrets: readonly SecretDraft[]) => void
  readonly what: 'header' | 'variable'
  readonly errors: FormErrors
}

/** Headers or variables, whose values are sealed and never shown again. */
export function SecretFields({ secrets, onChange, what, errors }: Props) {
  const change = (at: number, part: Partial<SecretDraft>) =>
    onChange(secrets.map((secret, index) => (index === at ? { ...secret, ...part } : secret)))
  return (
    <div className="flex flex-col gap-3">
      {secrets.map((secret, at) => (
        <div key={at} className="grid grid-cols-[minmax(0,1fr)_minmax(0,1.5fr)_auto] items-start gap-2">
          <Field label={what === 'header' ? 'Header' : 'Variable'} error={errors.of(`secrets.${at}.name`)}>
            <Input
              value={secret.name}
              onChange={({ target }) => change(at, { name: target.value })}
              placeholder={what === 'header' ? 'Authorization' : 'API_TOKEN'}
              className="font-mono"
              spellCheck={false}
              autoCapitalize="none"
            />
          </Field>
          <Field label="Value" error={errors.of(`secrets.${at}.value`)}>
            <Input
              type="password"
              autoComplete="new-password"
              value={secret.value}
              onChange={({ target }) => change(at, { value: target.value })}
              placeholder={what === 'header' ? 'Bearer …' : undefined}
            />
          </Field>
          <Button
            className="mt-[1.625rem]"
            aria-label={`Remove ${secret.name || `this ${what}`}`}
            onClick={() => onChange(secrets.filter((_, index) => index !== at))}
          >
            <X aria-hidden />
          </Button>
        </div>
      ))}
      <Button className="self-start" onClick={() => onChange([...secrets, { name: '', value: '' }])}>
        <Plus aria-hidden /> Add a {what}
      </Button>
    </div>
  )
}
