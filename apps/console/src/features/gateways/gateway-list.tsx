'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Ban, MoreHorizontal, PauseCircle, PlayCircle, Server } from 'lucide-react'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { type Column, DataTable } from '~/ui/data-table'
import { EmptyState } from '~/ui/empty-state'
import { formatDuration, formatSize, plural, upperFirst } from '~/ui/format'
import { Menu, MenuItem } from '~/ui/menu'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'

export type GatewayItem = RouterOutputs['gateways']['list']['items'][number]

/** Longer than that, and recordings pile up at the gateway. */
const LATE_MS = 30_000

export function GatewayList() {
  const trpc = useTRPC()
  const may = useMay()
  const { data } = useSuspenseQuery(trpc.gateways.list.queryOptions(undefined, { refetchInterval: 10_000 }))
  if (data.items.length === 0) {
    return (
      <EmptyState icon={Server} title="There is no gateway yet">
        Without one nobody can connect. Add one: you get a command to run where it can reach your databases.
      </EmptyState>
    )
  }
  const columns = may('gateway:write') ? [...COLUMNS, ACTIONS] : COLUMNS
  return (
    <DataTable label="Gateways" name="gateways" items={data.items} columns={columns} idOf={({ id }) => id} />
  )
}

const COLUMNS: readonly Column<GatewayItem>[] = [
  { id: 'name', title: 'Name', fixed: true, cell: ({ name }) => <span className="font-medium">{name}</span> },
  { id: 'state', title: 'State', fixed: true, cell: (gateway) => <State gateway={gateway} /> },
  { id: 'version', title: 'Version', from: 'md', cell: ({ version }) => version ?? '–' },
  {
    id: 'policy',
    title: 'Policy',
    from: 'sm',
    cell: ({ policyVersion, current, online }) => (
      <span className="inline-flex items-center gap-1.5 tabular-nums">
        {policyVersion ?? '–'}
        {online && !current && <Badge tone="hold">older</Badge>}
      </span>
    ),
  },
  { id: 'sessions', title: 'Sessions', align: 'right', cell: ({ liveSessions }) => liveSessions },
  {
    id: 'spool',
    title: 'Waits for the console',
    align: 'right',
    from: 'lg',
    cell: ({ spoolBytes }) => formatSize(spoolBytes),
  },
  {
    id: 'lag',
    title: 'Lag',
    align: 'right',
    from: 'md',
    cell: ({ spoolLagMs }) => (
      <span className={spoolLagMs > LATE_MS ? 'font-medium text-deny' : undefined}>
        {spoolLagMs === 0 ? 'none' : formatDuration(spoolLagMs)}
      </span>
    ),
  },
  {
    id: 'seen',
    title: 'Seen',
    from: 'lg',
    cell: ({ lastSeenAt }) => (lastSeenAt ? <Time at={lastSeenAt} className="text-muted" /> : 'never'),
  },
]

const ACTIONS: Column<GatewayItem> = {
  id: 'actions',
  title: 'Actions',
  isTitleHidden: true,
  fixed: true,
  align: 'right',
  cell: (gateway) => <GatewayActions gateway={gateway} />,
}

function State({ gateway: { online, drainingAt, lastSeenAt, failure } }: { readonly gateway: GatewayItem }) {
  if (online && failure) {
    return (
      <Badge tone="deny" title={upperFirst(failure)}>
        cannot record
      </Badge>
    )
  }
  if (online && drainingAt) return <Badge tone="hold">draining</Badge>
  if (online) return <Badge tone="allow">online</Badge>
  return <Badge tone={lastSeenAt ? 'deny' : 'neutral'}>{lastSeenAt ? 'offline' : 'not seen yet'}</Badge>
}

function GatewayActions({ gateway }: { readonly gateway: GatewayItem }) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const [isRevoking, setIsRevoking] = useState(false)
  const { id, name, drainingAt, liveSessions } = gateway
  const settled = {
    onError: (error: unknown) => toast(messageOf(error), 'error'),
    onSettled: async () => {
      setIsRevoking(false)
      await queryClient.invalidateQueries(trpc.gateways.pathFilter())
    },
  }
  const drain = useMutation(
    trpc.gateways.setDraining.mutationOptions({
      ...settled,
      onSuccess: (_, { draining }) =>
        toast(draining ? `${name} takes no new sessions` : `${name} takes sessions again`),
    }),
  )
  const revoke = useMutation(
    trpc.gateways.revoke.mutationOptions({ ...settled, onSuccess: () => toast(`${name} is revoked`) }),
  )
  return (
    <>
      <Menu
        trigger={
          <Button variant="ghost" size="icon" aria-label={`Actions of ${name}`} className="relative">
            <MoreHorizontal aria-hidden />
          </Button>
        }
      >
        <MenuItem onSelect={() => drain.mutate({ id, draining: !drainingAt })}>
          {drainingAt ? <PlayCircle aria-hidden /> : <PauseCircle aria-hidden />}
          {drainingAt ? 'Take sessions again' : 'Drain'}
        </MenuItem>
        <MenuItem tone="danger" onSelect={() => setIsRevoking(true)}>
          <Ban aria-hidden /> Revoke
        </MenuItem>
      </Menu>
      <ConfirmDialog
        open={isRevoking}
        onOpenChange={setIsRevoking}
        title={`Revoke the gateway “${name}”?`}
        confirm="Revoke gateway"
        busy={revoke.isPending}
        onConfirm={() => revoke.mutate({ id })}
      >
        Its credential is worthless from now on.
        {liveSessions > 0 && ` ${plural(liveSessions, 'live session')} will end now.`} What it has recorded
        and not sent yet can no longer be taken: drain it first if you can.
      </ConfirmDialog>
    </>
  )
}
