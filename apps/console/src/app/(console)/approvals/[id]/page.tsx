import { ApprovalView } from '~/features/approvals/approval-view'
import { Refused } from '~/features/shell/refused'
import { found, HydrateClient, may, prefetch, titleOf, trpc } from '~/trpc/server'
import { Page } from '~/ui/page'
import { Time } from '~/ui/time'

interface Props {
  readonly params: Promise<{ readonly id: string }>
}

export async function generateMetadata({ params }: Props) {
  return titleOf(
    trpc.approvals.get.queryOptions(await params),
    ({ requesterName }) => `Request of ${requesterName}`,
    'Request',
  )
}

export default async function ApprovalPage({ params }: Props) {
  if (!(await may('approval:read'))) return <Refused permission="approval:read" what="approvals" />
  const { id } = await params
  if (await may('approval:decide')) void prefetch(trpc.secondFactor.stepUp.queryOptions())
  const { requesterName, requestedAt, statementNumber } = await found(trpc.approvals.get.queryOptions({ id }))

  return (
    <Page
      title={`Request of ${requesterName}`}
      parent={{ href: '/approvals', label: 'Approvals' }}
      description={
        <>
          Requested <Time at={requestedAt} /> · statement {statementNumber} of its session
        </>
      }
    >
      <HydrateClient>
        <ApprovalView id={id} />
      </HydrateClient>
    </Page>
  )
}
