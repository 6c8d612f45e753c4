'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bookmark, Share2, Trash2 } from 'lucide-react'
import Link from 'next/link'
import { type FormEvent, useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Checkbox } from '~/ui/checkbox'
import { Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { toast } from '~/ui/toast'
import { useUrlState } from '~/ui/use-url-state'

type Saved = RouterOutputs['statements']['saved']['items'][number]

/** One's own searches and those that others share, and the one that is shown, kept under a name. */
export function SavedSearches() {
  const [isOpen, setIsOpen] = useState(false)
  return (
    <>
      <Button onClick={() => setIsOpen(true)}>
        <Bookmark aria-hidden /> Saved searches
      </Button>
      <Dialog open={isOpen} onOpenChange={setIsOpen} title="Saved searches">
        {isOpen && <SavedPanel onDone={() => setIsOpen(false)} />}
      </Dialog>
    </>
  )
}

function SavedPanel({ onDone }: { readonly onDone: () => void }) {
  const trpc = useTRPC()
  const { current } = useUrlState()
  const { data } = useQuery(trpc.statements.saved.queryOptions())
  const query = new URLSearchParams(current)
  query.delete('cursor')
  return (
    <div className="flex flex-col gap-4">
      {data && data.items.length > 0 && (
        <ul aria-label="Saved searches" className="flex flex-col divide-y rounded-md border">
          {data.items.map((item) => (
            <SavedItem key={item.id} item={item} onDone={onDone} />
          ))}
        </ul>
      )}
      {data?.items.length === 0 && (
        <p className="text-dense text-muted">
          None yet. Set filters on the page, then keep them here under a name.
        </p>
      )}
      {query.size > 0 && <SaveForm query={query.toString()} />}
    </div>
  )
}

function SavedItem({ item, onDone }: { readonly item: Saved; readonly onDone: () => void }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const options = {
    onError: (error: unknown) => toast(messageOf(error), 'error'),
    onSettled: () => queryClient.invalidateQueries(trpc.statements.saved.queryFilter()),
  }
  const share = useMutation(trpc.statements.share.mutationOptions(options))
  const remove = useMutation(trpc.statements.removeSaved.mutationOptions(options))
  const { id, name, isShared, isOwn, ownerName } = item
  return (
    <li className="flex items-center gap-2 px-3 py-2">
      <Link
        href={`/statements?${item.query}`}
        onClick={onDone}
        className="min-w-0 flex-1 truncate text-accent hover:underline"
      >
        {name}
      </Link>
      {!isOwn && <span className="text-xs text-faint">of {ownerName}</span>}
      {isOwn && (
        <>
          <Button
            size="sm"
            variant="ghost"
            aria-pressed={isShared}
            busy={share.isPending}
            onClick={() => share.mutate({ id, isShared: !isShared })}
          >
            <Share2 aria-hidden /> {isShared ? 'Shared' : 'Share'}
          </Button>
          <Button
            size="icon"
            variant="ghost"
            aria-label={`Remove ${name}`}
            busy={remove.isPending}
            onClick={() => remove.mutate({ id })}
          >
            <Trash2 aria-hidden />
          </Button>
        </>
      )}
    </li>
  )
}

function SaveForm({ query }: { readonly query: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [name, setName] = useState('')
  const [isShared, setIsShared] = useState(false)
  const save = useMutation(
    trpc.statements.save.mutationOptions({
      onSuccess: async () => {
        setName('')
        await queryClient.invalidateQueries(trpc.statements.saved.queryFilter())
      },
    }),
  )
  function submit(event: FormEvent): void {
    event.preventDefault()
    save.mutate({ name, query, isShared })
  }
  return (
    <form onSubmit={submit} className="flex flex-col gap-3">
      <Field label="Keep this search as" error={save.error ? messageOf(save.error) : undefined}>
        <Input value={name} onChange={({ target }) => setName(target.value)} placeholder="Who reads e-mail" />
      </Field>
      <Checkbox
        label="Everybody may use it; each sees what they may see"
        checked={isShared}
        onChange={({ target }) => setIsShared(target.checked)}
      />
      <Button type="submit" variant="primary" busy={save.isPending} disabled={name.trim() === ''}>
        Save search
      </Button>
    </form>
  )
}
