'use client'

import type { FormErrors } from '~/trpc/form-errors'
import { Field } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import type { IssuerDraft } from './issuer-draft'

const SOURCES = [
  { value: 'discovery', label: 'Found through its OpenID configuration' },
  { value: 'url', label: 'At an address' },
  { value: 'pasted', label: 'Pasted here' },
] as const

interface Props {
  readonly draft: IssuerDraft
  readonly set: <Name extends keyof IssuerDraft>(name: Name, value: IssuerDraft[Name]) => void
  readonly errors: FormErrors
}

/** Where the public keys of an issuer come from. */
export function KeyFields({ draft, set, errors }: Props) {
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <Field label="Its public keys" error={errors.of('keysFrom')}>
        <Select
          options={SOURCES}
          value={draft.keysFrom}
          onChange={({ target }) =>
            set('keysFrom', SOURCES.find(({ value }) => value === target.value)?.value ?? 'discovery')
          }
        />
      </Field>
      {draft.keysFrom === 'url' && (
        <Field label="Address of the keys" required error={errors.of('jwksUrl')}>
          <Input
            value={draft.jwksUrl}
            inputMode="url"
            spellCheck={false}
            onChange={({ target }) => set('jwksUrl', target.value)}
            placeholder="https://idp.example.com/keys"
          />
        </Field>
      )}
      {draft.keysFrom === 'pasted' && (
        <Field
          className="sm:col-span-2"
          label="Keys as JSON"
          required
          hint="A JWK set with public keys only. Of a cluster: kubectl get --raw /openid/v1/jwks"
          error={errors.of('jwks')}
        >
          <Textarea
            rows={6}
            className="font-mono text-dense"
            spellCheck={false}
            value={draft.jwks}
            onChange={({ target }) => set('jwks', target.value)}
            placeholder='{"keys": [{"kty": "RSA", …}]}'
          />
        </Field>
      )}
    </div>
  )
}
