'use client'

import type { FormErrors } from '~/trpc/form-errors'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import type { Draft } from './channel-words'

interface Props {
  readonly draft: Draft
  readonly set: <Name extends keyof Draft>(name: Name, value: Draft[Name]) => void
  readonly errors: FormErrors
  readonly hasPassword: boolean
}

const SECURITY = [
  { value: 'starttls', label: 'STARTTLS' },
  { value: 'tls', label: 'TLS' },
  { value: 'none', label: 'none' },
] as const

/** The mail server, and who is written to. */
export function MailFields({ draft, set, errors, hasPassword }: Props) {
  return (
    <>
      <div className="grid gap-4 sm:grid-cols-[minmax(0,1fr)_6rem_9rem]">
        <Field label="Mail server" required error={errors.of('server.host') ?? errors.of('server')}>
          <Input
            value={draft.host}
            onChange={({ target }) => set('host', target.value)}
            placeholder="smtp.example.com"
          />
        </Field>
        <Field label="Port" required error={errors.of('server.port')}>
          <Input
            type="number"
            inputMode="numeric"
            value={Number.isNaN(draft.port) ? '' : draft.port}
            onChange={({ target }) => set('port', target.valueAsNumber)}
          />
        </Field>
        <Field label="Encryption" error={errors.of('server.security')}>
          <Select
            value={draft.security}
            onChange={({ target }) => set('security', target.value as Draft['security'])}
            options={SECURITY}
          />
        </Field>
      </div>
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="User name" hint="Empty: no sign-in" error={errors.of('server.username')}>
          <Input
            value={draft.username}
            autoComplete="off"
            onChange={({ target }) => set('username', target.value)}
          />
        </Field>
        <Field
          label="Password"
          hint={hasPassword ? 'Left empty it stays as it is' : 'Kept sealed; sent inside TLS only'}
          error={errors.of('password')}
        >
          <Input
            type="password"
            autoComplete="new-password"
            value={draft.password}
            onChange={({ target }) => set('password', target.value)}
          />
        </Field>
      </div>
      <Field label="From" required error={errors.of('server.from')}>
        <Input
          value={draft.from}
          onChange={({ target }) => set('from', target.value)}
          placeholder="sallyport@example.com"
        />
      </Field>
      <Field label="To" hint="Empty: the approvers who can answer the request" error={errors.of('server.to')}>
        <TagInput value={draft.to} onChange={(to) => set('to', to)} placeholder="oncall@example.com" />
      </Field>
    </>
  )
}
