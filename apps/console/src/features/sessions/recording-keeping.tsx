'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Download, Gavel, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { ReasonDialog } from './reason-dialog'

/** What becomes of a session's recording: taken away as a file, kept for a case, deleted. */
export function RecordingKeeping({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { data: session } = useSuspenseQuery(trpc.sessions.get.queryOptions({ id }))
  const [asking, setAsking] = useState<'hold' | 'delete' | null>(null)
  const done = (said: string) => ({
    onSuccess: async () => {
      setAsking(null)
      toast(said)
      await queryClient.invalidateQueries(trpc.sessions.pathFilter())
    },
  })
  const hold = useMutation(trpc.sessions.setLegalHold.mutationOptions(done('The recording is kept')))
  const lift = useMutation(trpc.sessions.setLegalHold.mutationOptions(done('The hold is lifted')))
  const remove = useMutation(trpc.sessions.deleteRecording.mutationOptions(done('The recording is deleted')))

  if (session.recordingDeletedAt) {
    return (
      <Callout tone="info" title="The recording was deleted">
        <Time at={session.recordingDeletedAt} exactly />: {session.recordingDeletedWhy}. The session stays in
        the list, and a signed line of the ledger says that the recording was here.
      </Callout>
    )
  }
  const isHeld = session.legalHold !== null
  return (
    <>
      {isHeld && (
        <Callout tone="warning" title="Under legal hold">
          {session.legalHold}. Nobody can delete this recording, and its retention does not end.
        </Callout>
      )}
      <div className="flex flex-wrap gap-2">
        <Button asChild size="sm">
          <a href={`/api/recordings/${id}/export`} download>
            <Download aria-hidden /> Export
          </a>
        </Button>
        {may('recording:hold') &&
          (isHeld ? (
            <Button size="sm" busy={lift.isPending} onClick={() => lift.mutate({ id, reason: null })}>
              <Gavel aria-hidden /> Lift legal hold
            </Button>
          ) : (
            <Button size="sm" onClick={() => setAsking('hold')}>
              <Gavel aria-hidden /> Legal hold
            </Button>
          ))}
        {may('recording:delete') && !session.live && !isHeld && (
          <Button size="sm" variant="danger-ghost" onClick={() => setAsking('delete')}>
            <Trash2 aria-hidden /> Delete recording
          </Button>
        )}
      </div>
      <ReasonDialog
        open={asking === 'hold'}
        onClose={() => setAsking(null)}
        title="Keep this recording"
        description="Neither retention nor a person deletes it until the hold is lifted."
        field="reason"
        placeholder="Which case is it for?"
        confirm="Keep it"
        tone="primary"
        busy={hold.isPending}
        error={hold.error}
        onConfirm={(reason) => hold.mutate({ id, reason })}
      />
      <ReasonDialog
        open={asking === 'delete'}
        onClose={() => setAsking(null)}
        title="Delete this recording?"
        description="What was asked and seen in this session cannot be read again by anybody. That it was, and why it was deleted, stays."
        field="why"
        placeholder="Why is it deleted?"
        confirm="Delete recording"
        tone="danger"
        busy={remove.isPending}
        error={remove.error}
        onConfirm={(why) => remove.mutate({ id, why })}
      />
    </>
  )
}
