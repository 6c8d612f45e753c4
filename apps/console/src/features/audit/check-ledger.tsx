'use client'

import { useQuery } from '@tanstack/react-query'
import { ShieldCheck } from 'lucide-react'
import Link from 'next/link'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { formatCount, plural, upperFirst } from '~/ui/format'

/** Reads the whole ledger of recordings when somebody asks for it, and says in words whether anything is missing. */
export function CheckLedger() {
  const trpc = useTRPC()
  const options = trpc.sessions.checkLedger.queryOptions()
  const { data, error, isFetching, refetch } = useQuery({ ...options, enabled: false, gcTime: 0 })
  return (
    <div className="flex flex-col gap-3">
      <Button className="self-start" busy={isFetching} onClick={() => void refetch()}>
        <ShieldCheck aria-hidden /> Check the ledger of recordings
      </Button>
      {error && !isFetching && (
        <Callout tone="error" title="The ledger could not be read" announce>
          {messageOf(error)}
        </Callout>
      )}
      {data?.ok && !isFetching && (
        <Callout tone="good" title="No recording is missing, and none was changed" announce>
          All {plural(data.entries, 'entry', 'entries')} of the ledger follow each other and are signed, and
          the recordings of the {plural(data.sessions, 'session')} that they name are there or were deleted in
          order.
          {data.entries > 0 && (
            <>
              {' '}
              It ends with <code className="font-mono text-xs break-all">{data.head}</code>: compare that with
              an anchor that you keep elsewhere.
            </>
          )}
        </Callout>
      )}
      {data && !data.ok && !isFetching && (
        <Callout tone="error" title={`The ledger is broken at entry ${formatCount(data.sequence)}`} announce>
          {upperFirst(data.reason)}. Somebody with access to the database or to the recordings’ store changed
          what was there: what comes before this entry can be relied on.
          {data.sessionId && (
            <>
              {' '}
              It names{' '}
              <Link href={`/sessions/${data.sessionId}`} className="text-accent hover:underline">
                this session
              </Link>
              .
            </>
          )}
        </Callout>
      )}
    </div>
  )
}
