'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { CheckGroup } from '~/ui/check-group'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { type Channel, draftOf, EVENT_OPTIONS, inputOf, type Kind } from './channel-words'
import { MailFields } from './mail-fields'
import { SigningSecret } from './signing-secret'

interface Props {
  readonly kind: Kind
  /** null: a new one. */
  readonly channel: Channel | null
}

/** Where people are told, and of what. */
export function ChannelForm({ kind, channel }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const { draft, set } = useDraft(draftOf(channel))
  const [secret, setSecret] = useState<{ readonly id: string; readonly text: string } | null>(null)
  const saved = (id: string) => {
    void queryClient.invalidateQueries(trpc.notifications.pathFilter())
    router.push(`/settings/notifications/${id}`)
  }
  const create = useMutation(
    trpc.notifications.create.mutationOptions({
      onSuccess: ({ id, signingSecret }) =>
        signingSecret === null ? saved(id) : setSecret({ id, text: signingSecret }),
    }),
  )
  const update = useMutation(
    trpc.notifications.update.mutationOptions({
      onSuccess: ({ id }) => {
        toast('Saved')
        saved(id)
      },
    }),
  )
  const submit = () => {
    const input = inputOf(kind, draft)
    if (channel) update.mutate({ ...input, id: channel.id })
    else create.mutate(input)
  }

  return (
    <Form label="Channel" error={create.error ?? update.error} onSubmit={submit}>
      {(errors) => (
        <>
          <Field label="Name" required error={errors.of('name')}>
            <Input
              value={draft.name}
              maxLength={80}
              onChange={({ target }) => set('name', target.value)}
              placeholder="on-call"
            />
          </Field>
          {kind === 'email' ? (
            <MailFields draft={draft} set={set} errors={errors} hasPassword={channel !== null} />
          ) : (
            <Field
              label="Address"
              required={!channel}
              error={errors.of('url')}
              hint={
                channel
                  ? 'Left empty it stays as it is. It is kept sealed and not shown again.'
                  : 'It is kept sealed and not shown again.'
              }
            >
              <Input
                value={draft.url}
                autoComplete="off"
                onChange={({ target }) => set('url', target.value)}
                placeholder={channel?.settings.host ?? 'https://…'}
              />
            </Field>
          )}
          <FieldSet label="Tell of it when" error={errors.of('events')}>
            <CheckGroup
              className="flex-col"
              options={EVENT_OPTIONS}
              value={draft.events}
              onChange={(events) => set('events', events)}
            />
          </FieldSet>
          <Field
            label="Connections"
            hint="Empty: all. * stands for anything."
            error={errors.of('connections')}
          >
            <TagInput
              mono
              value={draft.connections}
              onChange={(connections) => set('connections', connections)}
              placeholder="prod-*"
            />
          </Field>
          <Checkbox
            label="In use"
            checked={draft.enabled}
            onChange={({ target }) => set('enabled', target.checked)}
          />
          <Actions>
            <Button asChild>
              <Link href="/settings/notifications">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending || update.isPending}>
              {channel ? 'Save' : 'Add channel'}
            </Button>
          </Actions>
          {secret && <SigningSecret text={secret.text} onClose={() => saved(secret.id)} />}
        </>
      )}
    </Form>
  )
}
