import type { RouterOutputs } from '~/trpc/types'
import { Fact, Facts } from '~/ui/facts'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { AuditSubject } from './audit-subject'

type Event = RouterOutputs['audit']['list']['items'][number]

/** What an event says beyond its line: a change as before → after, all else by name. */
export function AuditDetail({ event }: { readonly event: Event }) {
  const detail = isRecord(event.detail) ? Object.entries(event.detail) : []
  return (
    <Facts>
      <Fact label="At">
        <Time at={event.at} exactly />
      </Fact>
      <Fact label="On">
        <AuditSubject event={event} />
      </Fact>
      {event.subjectId && (
        <Fact label="Id">
          <code className="font-mono text-xs break-all">{event.subjectId}</code>
        </Fact>
      )}
      {detail.map(([name, value]) => (
        <Fact key={name} label={name}>
          <Value value={value} />
        </Fact>
      ))}
      {detail.length === 0 && <Fact label="Detail">none</Fact>}
    </Facts>
  )
}

function Value({ value }: { readonly value: unknown }) {
  if (isRecord(value) && 'before' in value && 'after' in value) {
    return (
      <span className="font-mono text-xs break-all">
        <del className="text-deny decoration-deny/50">
          <VisibleText>{show(value.before)}</VisibleText>
        </del>
        {' → '}
        <ins className="text-allow no-underline">
          <VisibleText>{show(value.after)}</VisibleText>
        </ins>
      </span>
    )
  }
  return (
    <span className="font-mono text-xs break-all">
      <VisibleText>{show(value)}</VisibleText>
    </span>
  )
}

function show(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value.join(', ') || '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
