'use client'

import { useSuspenseQuery } from '@tanstack/react-query'
import { ApprovalStatusBadge } from '~/features/approvals/approval-status'
import { useTRPC } from '~/trpc/client'
import { Countdown } from '~/ui/countdown'
import { Section } from '~/ui/page'
import { Head, Row, RowLink, Table, Td, Th } from '~/ui/table'

/** Who sees masked columns as they are, for what reason and until when; nothing while nobody does. */
export function ExemptionList() {
  const trpc = useTRPC()
  const { data } = useSuspenseQuery(trpc.maskingRules.exemptions.queryOptions())
  if (data.items.length === 0) return null
  return (
    <Section
      title="Exemptions"
      description="Who sees masked columns as they are, or has asked to. Each ends by itself."
    >
      <Table label="Exemptions">
        <Head>
          <Th>Who</Th>
          <Th>Columns</Th>
          <Th>State</Th>
          <Th className="max-sm:hidden">Left</Th>
        </Head>
        <tbody>
          {data.items.map((item) => (
            <Row key={item.id}>
              <Td>
                <RowLink href={`/approvals/${item.id}`}>{item.requesterName}</RowLink>
              </Td>
              <Td className="max-w-96">
                <span className="block font-mono text-xs break-words">
                  <span className="text-faint">{item.connectionName}: </span>
                  {item.access.unmasked.join(', ')}
                </span>
                <span className="block truncate text-faint">“{item.statedReason}”</span>
              </Td>
              <Td>
                <ApprovalStatusBadge {...item} kind="access" />
                {item.decidedByName && <span className="block text-xs text-faint">{item.decidedByName}</span>}
              </Td>
              <Td className="max-sm:hidden">
                <Countdown until={item.expiresAt} />
              </Td>
            </Row>
          ))}
        </tbody>
      </Table>
    </Section>
  )
}
