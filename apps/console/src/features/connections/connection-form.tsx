'use client'

import { DURABILITIES, SIGN_INS, TLS_MODES } from '@sallyport/core'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { PlugZap } from 'lucide-react'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input, Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import type { ConnectionDraft } from './connection-draft'
import { DURABILITY_WORDS } from './durability-words'
import { nameFrom } from './name-from'
import type { Address } from './parse-address'
import { PasteAddress } from './paste-address'
import { SIGN_IN_WORDS } from './sign-in-words'
import { TestResult } from './test-result'
import { TLS_WORDS } from './tls-words'

const TLS_OPTIONS = TLS_MODES.toReversed().map((value) => ({ value, label: TLS_WORDS[value].label }))
const SIGN_IN_OPTIONS = SIGN_INS.map((value) => ({ value, label: SIGN_IN_WORDS[value].label }))
const DURABILITY_OPTIONS = DURABILITIES.map((value) => ({ value, label: DURABILITY_WORDS[value].label }))

/** Fields that stand apart, since few need them. */
const MORE = ['clientCertificate', 'signIn', 'retentionDays', 'durability']

interface Props {
  /** Of the connection that is changed; none: a new one. */
  readonly id?: string
  readonly initial: ConnectionDraft
  /** What is stored, when it is a reference. */
  readonly reference?: string | null
}

export function ConnectionForm({ id, initial, reference }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const { draft, set: setField, setDraft } = useDraft(initial)

  const test = useMutation(trpc.connections.test.mutationOptions())
  const saved = {
    onSuccess: async (connection: { readonly id: string }) => {
      await queryClient.invalidateQueries(trpc.connections.pathFilter())
      toast(id ? 'Connection saved' : 'Registered, and closed until you open it')
      if (id) {
        setField('password', '')
        setField('passwordReference', '')
        setField('clientCertificate', '')
      } else router.push(`/connections/${connection.id}/set-up`)
    },
  }
  const create = useMutation(trpc.connections.create.mutationOptions(saved))
  const update = useMutation(trpc.connections.update.mutationOptions(saved))
  const save = id ? update : create

  function set<Name extends keyof ConnectionDraft>(name: Name, value: ConnectionDraft[Name]): void {
    setField(name, value)
    test.reset() // its answer was about other settings
  }

  const { clientCertificate, passwordReference, name, protocol, retentionDays, durability, ...rest } = draft
  const password = [draft.password, clientCertificate].filter(Boolean).join('\n')
  const settings = {
    ...rest,
    password: password || undefined,
    ...(passwordReference && { passwordReference }),
  }

  function submit(): void {
    test.reset()
    if (id) update.mutate({ id, name, protocol, retentionDays, durability, ...settings })
    else create.mutate({ name, protocol, retentionDays, durability, closed: true, ...settings })
  }

  /** What was pasted goes into the fields, and when it is whole it is tried at once. */
  function takeAddress(address: Address): void {
    const next = { ...draft, ...address, name: draft.name || nameFrom(address.database ?? '') }
    setDraft(next)
    save.reset()
    const { host, port, database, username, tlsMode, tlsCa } = next
    if (!host || !database || !username || !next.password) return test.reset()
    test.mutate({ host, port, database, username, tlsMode, tlsCa, password: next.password })
  }

  function tryOut(): void {
    save.reset()
    test.mutate({ ...settings, ...(id && { id }) })
  }

  return (
    <Form label="Connection" error={save.error ?? test.error} onSubmit={submit}>
      {(errors) => (
        <fieldset disabled={!may('connection:write')} className="flex min-w-0 flex-col gap-4">
          {!id && <PasteAddress onAddress={takeAddress} />}
          <Field
            label="Name"
            required
            hint="Clients give this name as their database"
            error={errors.of('name')}
            className="max-w-md"
          >
            <Input
              value={name}
              onChange={({ target }) => setField('name', target.value)}
              placeholder="shop"
            />
          </Field>
          <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] gap-4">
            <Field label="Host" required error={errors.of('host')}>
              <Input
                value={draft.host}
                onChange={({ target }) => set('host', target.value)}
                placeholder="db.internal.example"
                spellCheck={false}
                autoCapitalize="none"
              />
            </Field>
            <Field label="Port" required error={errors.of('port')}>
              <Input
                type="number"
                inputMode="numeric"
                min={1}
                max={65_535}
                value={Number.isNaN(draft.port) ? '' : draft.port}
                onChange={({ target }) => set('port', target.valueAsNumber)}
              />
            </Field>
          </div>
          <Field label="Database" required error={errors.of('database')} className="max-w-md">
            <Input
              value={draft.database}
              onChange={({ target }) => set('database', target.value)}
              spellCheck={false}
              autoCapitalize="none"
            />
          </Field>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field label="User name" required error={errors.of('username')}>
              <Input
                value={draft.username}
                onChange={({ target }) => set('username', target.value)}
                autoComplete="off"
                spellCheck={false}
                autoCapitalize="none"
              />
            </Field>
            <Field
              label="Password"
              hint={id ? 'Empty: what is stored stays' : 'Sealed; only a gateway opens it'}
              error={errors.of('password')}
            >
              <Input
                type="password"
                autoComplete="new-password"
                value={draft.password}
                onChange={({ target }) => set('password', target.value)}
                placeholder={id ? 'unchanged' : undefined}
              />
            </Field>
            {may('connection:refer') && (
              <Field
                label="Or a reference to it"
                hint="env:NAME or file:/path, which the gateway looks up when a session begins"
                error={errors.of('passwordReference')}
              >
                <Input
                  className="font-mono"
                  value={passwordReference}
                  onChange={({ target }) => set('passwordReference', target.value)}
                  placeholder={reference ?? 'env:SHOP_PASSWORD'}
                />
              </Field>
            )}
          </div>
          <Field label="TLS to the target" error={errors.of('tlsMode')} className="max-w-md">
            <Select
              options={TLS_OPTIONS}
              value={draft.tlsMode}
              onChange={({ target }) => {
                const mode = TLS_MODES.find((value) => value === target.value)
                if (mode) set('tlsMode', mode)
              }}
            />
          </Field>
          {draft.tlsMode === 'verify-full' && (
            <Field
              label="Certificate authority"
              hint="PEM. Empty: the authorities that the gateway’s system trusts"
              error={errors.of('tlsCa')}
            >
              <Textarea
                value={draft.tlsCa ?? ''}
                onChange={({ target }) => set('tlsCa', target.value === '' ? null : target.value)}
                placeholder="-----BEGIN CERTIFICATE-----"
                spellCheck={false}
                className="font-mono text-xs"
              />
            </Field>
          )}
          <details className="group" open={MORE.some((field) => errors.of(field) !== undefined)}>
            <summary className="w-fit rounded text-dense font-medium text-muted hover:text-ink">
              More settings
            </summary>
            <div className="mt-3 flex flex-col gap-4">
              {draft.tlsMode !== 'disable' && (
                <Field
                  label="Client certificate and its key"
                  hint={
                    id
                      ? 'PEM. It is stored with the password: give both again'
                      : 'PEM, the key without a passphrase, if the target asks for one. It is sealed with the password'
                  }
                  error={errors.of('clientCertificate')}
                >
                  <Textarea
                    value={clientCertificate}
                    onChange={({ target }) => set('clientCertificate', target.value)}
                    placeholder={id ? 'unchanged' : '-----BEGIN CERTIFICATE-----'}
                    autoComplete="off"
                    spellCheck={false}
                    className="font-mono text-xs"
                  />
                </Field>
              )}
              <Field
                label="Sign-in at the target"
                hint={SIGN_IN_WORDS[draft.signIn ?? 'scram'].hint}
                error={errors.of('signIn')}
                className="max-w-md"
              >
                <Select
                  options={SIGN_IN_OPTIONS}
                  value={draft.signIn}
                  onChange={({ target }) => {
                    const signIn = SIGN_INS.find((value) => value === target.value)
                    if (signIn) set('signIn', signIn)
                  }}
                />
              </Field>
              <Field
                label="Keep recordings for"
                hint="Days after a session’s end; empty: for good. What is under legal hold stays."
                error={errors.of('retentionDays')}
                className="max-w-md"
              >
                <Input
                  type="number"
                  inputMode="numeric"
                  min={1}
                  max={36_500}
                  value={draft.retentionDays ?? ''}
                  onChange={({ target }) =>
                    setField('retentionDays', target.value === '' ? null : target.valueAsNumber)
                  }
                  placeholder="for good"
                />
              </Field>
              <Field
                label="A statement runs"
                hint={DURABILITY_WORDS[draft.durability ?? 'strict'].hint}
                error={errors.of('durability')}
                className="max-w-md"
              >
                <Select
                  options={DURABILITY_OPTIONS}
                  value={draft.durability}
                  onChange={({ target }) => {
                    const durability = DURABILITIES.find((value) => value === target.value)
                    if (durability) setField('durability', durability)
                  }}
                />
              </Field>
            </div>
          </details>
          <TestResult isRunning={test.isPending} result={test.data} />
          {may('connection:write') && (
            <Actions>
              <Button busy={test.isPending} onClick={tryOut} className="mr-auto">
                {!test.isPending && <PlugZap aria-hidden />} Test connection
              </Button>
              <Button asChild>
                <Link href="/connections">Cancel</Link>
              </Button>
              <Button type="submit" variant="primary" busy={save.isPending}>
                {id ? 'Save connection' : 'Register connection'}
              </Button>
            </Actions>
          )}
        </fieldset>
      )}
    </Form>
  )
}
