'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { CheckCheck, RefreshCw, Wrench } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { EmptyState } from '~/ui/empty-state'
import { plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { type Tool, ToolCard } from './tool-card'

/** The tools of a server: people look at each before agents are offered it. */
export function ToolList({ id, name }: { readonly id: string; readonly name: string }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const [isAsking, setIsAsking] = useState(false)
  const query = trpc.servers.tools.queryOptions({ id })
  const { data } = useSuspenseQuery(query)
  const done = {
    onSuccess: () => queryClient.invalidateQueries(trpc.servers.pathFilter()),
    onError: async (error: unknown) => {
      toast(messageOf(error), 'error')
      await queryClient.invalidateQueries(trpc.servers.pathFilter())
    },
    onSettled: () => setIsAsking(false),
  }
  const refresh = useMutation(trpc.servers.refresh.mutationOptions(done))
  const hasBegun = useRef(false)
  const isUnread = data.readAt === null && data.problem === null && may('connection:write')
  const { mutate: read } = refresh
  useEffect(() => {
    if (!isUnread || hasBegun.current) return
    hasBegun.current = true // a server that was registered a moment ago
    read({ id })
  }, [isUnread, id, read])
  const accept = useMutation(trpc.servers.accept.mutationOptions(done))
  const withdraw = useMutation(trpc.servers.withdraw.mutationOptions(done))
  const fresh = data.items.filter(({ state }) => state === 'new')
  const changed = data.items.filter(({ state }) => state === 'changed')
  const toAccept = (tools: readonly Tool[]) => ({
    id,
    tools: tools.flatMap(({ name: tool, offeredHash }) =>
      offeredHash ? { name: tool, hash: offeredHash } : [],
    ),
  })

  return (
    <Section
      title="Tools"
      description={`Agents are offered those that are accepted, as ${name}__tool, and rules decide each call`}
      actions={
        <>
          {may('policy:apply') && fresh.length > 1 && (
            <Button onClick={() => setIsAsking(true)}>
              <CheckCheck aria-hidden /> Accept all {fresh.length} new
            </Button>
          )}
          {may('connection:write') && (
            <Button busy={refresh.isPending} onClick={() => refresh.mutate({ id })}>
              {!refresh.isPending && <RefreshCw aria-hidden />} Read them now
            </Button>
          )}
        </>
      }
    >
      <div className="flex flex-col gap-3">
        {data.problem && (
          <Callout tone="warning" title="The server could not be asked, or not about all of its tools">
            {data.problem}
          </Callout>
        )}
        {changed.length > 0 && (
          <Callout
            tone="error"
            title={`${plural(changed.length, 'tool')} changed since people accepted them`}
          >
            A description steers the model that reads it. Calls are refused until somebody has looked.
          </Callout>
        )}
        {data.items.length === 0 ? (
          <EmptyState
            icon={Wrench}
            title={refresh.isPending ? 'The server is asked for its tools' : 'No tool is known yet'}
          >
            A gateway asks the server for its tools, and you decide which of them agents are offered.
          </EmptyState>
        ) : (
          <ul className="flex flex-col">
            {data.items.map((tool) => (
              <ToolCard
                key={tool.name}
                tool={tool}
                canDecide={may('policy:apply')}
                isBusy={accept.isPending || withdraw.isPending}
                onAccept={() => accept.mutate(toAccept([tool]))}
                onWithdraw={() => withdraw.mutate({ id, name: tool.name })}
              />
            ))}
          </ul>
        )}
        {data.readAt && (
          <p className="text-xs text-faint">
            Read <Time at={data.readAt} />
          </p>
        )}
      </div>
      <ConfirmDialog
        open={isAsking}
        onOpenChange={setIsAsking}
        title={`Accept ${plural(fresh.length, 'new tool')}?`}
        confirm="Accept"
        tone="primary"
        busy={accept.isPending}
        onConfirm={() => accept.mutate(toAccept(fresh))}
      >
        Models read their descriptions as they are, and call them where rules allow it. Tools that changed are
        not among them.
      </ConfirmDialog>
    </Section>
  )
}
