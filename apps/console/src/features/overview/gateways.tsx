import { Server } from 'lucide-react'
import Link from 'next/link'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { cn } from '~/ui/cn'
import { upperFirst } from '~/ui/format'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'

/** Whether the data plane is there, and knows the present policy. */
interface Props {
  readonly items: RouterOutputs['overview']['get']['gateways']
  /** Whether this person may open the page of gateways. */
  readonly isListed: boolean
}

export function Gateways({ items, isListed }: Props) {
  return (
    <Section
      title="Gateways"
      actions={
        isListed && (
          <Link href="/gateways" className="text-dense font-medium text-accent hover:underline">
            All
          </Link>
        )
      }
    >
      {items.length === 0 ? (
        <p className="text-dense text-muted">
          No gateway is registered. Without one nobody can connect: start one with its own credential.
        </p>
      ) : (
        <ul className="flex flex-col divide-y">
          {items.map((gateway) => (
            <li key={gateway.name} className="flex items-center gap-3 py-2 first:pt-0 last:pb-0">
              <Server aria-hidden className={cn('size-4', gateway.online ? 'text-allow' : 'text-deny')} />
              <span className="min-w-0 flex-1">
                <span className="block truncate font-medium">{gateway.name}</span>
                <span className="block text-dense text-faint">
                  {gateway.lastSeenAt ? (
                    <>
                      seen <Time at={gateway.lastSeenAt} />
                    </>
                  ) : (
                    'never seen'
                  )}
                  {gateway.policyVersion !== null && ` · policy ${gateway.policyVersion}`}
                </span>
                {gateway.failure && (
                  <span className="block text-dense text-deny">{upperFirst(gateway.failure)}</span>
                )}
              </span>
              {gateway.online && !gateway.current && <Badge tone="hold">older policy</Badge>}
              <Badge tone={gateway.online ? 'allow' : 'deny'}>{gateway.online ? 'online' : 'offline'}</Badge>
            </li>
          ))}
        </ul>
      )}
    </Section>
  )
}
