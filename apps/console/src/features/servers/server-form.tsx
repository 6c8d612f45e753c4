'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input, Textarea } from '~/ui/input'
import { Select } from '~/ui/select'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { SecretFields } from './secret-fields'
import { type ServerDraft, toInput } from './server-draft'

const TRANSPORTS = [
  { value: 'http', label: 'Streamable HTTP: an address' },
  { value: 'stdio', label: 'stdio: a program on the gateway’s machine' },
]

interface Props {
  /** Of the connection that is changed; none: a new one. */
  readonly id?: string
  readonly initial: ServerDraft
}

export function ServerForm({ id, initial }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const { draft, set } = useDraft(initial)
  const saved = {
    onSuccess: async (connection: { readonly id: string }) => {
      await queryClient.invalidateQueries(trpc.connections.pathFilter())
      await queryClient.invalidateQueries(trpc.servers.pathFilter())
      toast(id ? 'Server saved' : 'Registered: now look at its tools')
      set('secrets', [])
      if (id) router.refresh()
      else router.push(`/connections/${connection.id}`)
    },
  }
  const create = useMutation(trpc.servers.create.mutationOptions(saved))
  const update = useMutation(trpc.servers.update.mutationOptions(saved))
  const save = id ? update : create
  const submit = () => (id ? update.mutate({ id, ...toInput(draft) }) : create.mutate(toInput(draft)))
  const isHttp = draft.transport === 'http'

  return (
    <Form label="MCP server" error={save.error} onSubmit={submit}>
      {(errors) => (
        <fieldset disabled={!may('connection:write')} className="flex min-w-0 flex-col gap-4">
          <Field
            label="Name"
            required
            hint="Its tools are offered as name__tool"
            error={errors.of('name')}
            className="max-w-md"
          >
            <Input
              value={draft.name}
              onChange={({ target }) => set('name', target.value)}
              placeholder="files"
            />
          </Field>
          <Field label="How it is reached" error={errors.of('server.transport')} className="max-w-md">
            <Select
              options={TRANSPORTS}
              value={draft.transport}
              onChange={({ target }) => set('transport', target.value === 'stdio' ? 'stdio' : 'http')}
            />
          </Field>
          {isHttp ? (
            <Field label="Address" required error={errors.of('server.url')}>
              <Input
                value={draft.url}
                onChange={({ target }) => set('url', target.value)}
                placeholder="https://mcp.internal.example/mcp"
                inputMode="url"
                spellCheck={false}
                autoCapitalize="none"
              />
            </Field>
          ) : (
            <>
              <Field
                label="Program"
                required
                hint="The gateway starts it only where its operator allows it: SALLYPORT_MCP_COMMANDS"
                error={errors.of('server.command')}
                className="max-w-md"
              >
                <Input
                  className="font-mono"
                  value={draft.command}
                  onChange={({ target }) => set('command', target.value)}
                  placeholder="npx"
                  spellCheck={false}
                  autoCapitalize="none"
                />
              </Field>
              <Field
                label="Arguments"
                hint="One on a line. They are no secrets: everybody who reads connections sees them"
                error={errors.of('server.args')}
              >
                <Textarea
                  className="font-mono text-xs"
                  value={draft.args}
                  onChange={({ target }) => set('args', target.value)}
                  placeholder={'-y\n@modelcontextprotocol/server-filesystem\n/data'}
                  spellCheck={false}
                />
              </Field>
            </>
          )}
          <section aria-label="Secrets" className="flex flex-col gap-2">
            <p className="text-dense text-faint">
              {isHttp ? 'Headers of its requests' : 'Variables of its environment'}, sealed; only a gateway
              opens them. {id && 'Without any here, what is stored stays.'}
            </p>
            {errors.of('secrets') && <p className="text-dense text-deny">{errors.of('secrets')}</p>}
            <SecretFields
              secrets={draft.secrets}
              onChange={(secrets) => set('secrets', secrets)}
              what={isHttp ? 'header' : 'variable'}
              errors={errors}
            />
          </section>
          <Checkbox
            label="Let images, sounds and files through"
            hint="Nobody can mask them: without this they are withheld, with a word in their place"
            checked={draft.passesFiles}
            onChange={({ target }) => set('passesFiles', target.checked)}
          />
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
                set('retentionDays', target.value === '' ? null : target.valueAsNumber)
              }
              placeholder="for good"
            />
          </Field>
          {may('connection:write') && (
            <Actions>
              <Button asChild>
                <Link href="/connections">Cancel</Link>
              </Button>
              <Button type="submit" variant="primary" busy={save.isPending}>
                {id ? 'Save server' : 'Register server'}
              </Button>
            </Actions>
          )}
        </fieldset>
      )}
    </Form>
  )
}
