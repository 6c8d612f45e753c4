import type { RowMasker } from '@sallyport/masking'
import type { Parameter } from '../../session/statement'
import type { Forwarded } from './at-source'
import { bindOf } from './bind-requests'
import { message as build, cstring, int16, int32 } from './codec/write'
import { Pending } from './pending'
import type { RequestParts } from './request-parts'
import type { Understood } from './understand'

/**
 * SQL has no word for it, and a simple Query ends what a client had under it:
 * https://www.postgresql.org/docs/current/protocol-flow.html#PROTOCOL-FLOW-EXT-QUERY
 */
const UNNAMED = ''

/**
 * A simple Query that goes to the target with parameters, and is answered as if it had gone as it came. The values are in
 * no text there: not in pg_stat_activity, nor in what current_query() gives.
 */
export function askWithParameters(
  { outgoing, named, conversation }: Pick<RequestParts, 'outgoing' | 'named' | 'conversation'>,
  { lineages }: Understood,
  { text, positions }: Forwarded,
  parameters: readonly Parameter[],
  types: readonly number[],
  statement: number,
  settle: (succeeded: boolean) => void,
): void {
  const ask = (
    message: Buffer,
    kind: Pending['message'],
    isOwn: boolean,
    change?: (pending: Pending) => void,
  ) => {
    const pending = new Pending(kind, statement, lineages)
    pending.isOwn = isOwn
    pending.isOfQuery = true
    pending.positions = positions
    change?.(pending)
    outgoing.ask(message, pending)
  }
  let plan: RowMasker | null = null
  const close = (kind: 'S' | 'P') => ask(build('C', kind, cstring(UNNAMED)), 'close', true)
  conversation.hasSentValues = true
  named.prepared.remove(UNNAMED)
  named.portals.remove(UNNAMED)
  ask(build('P', cstring(UNNAMED), cstring(text), int16(types.length), ...types.map(int32)), 'parse', true)
  ask(bindOf({ portal: UNNAMED, statement: UNNAMED, resultFormats: [] }, parameters), 'bind', true)
  ask(build('D', 'P', cstring(UNNAMED)), 'describe', false, (pending) => {
    pending.describe = (_, described) => {
      plan = described
    }
  })
  ask(build('E', cstring(UNNAMED), int32(0)), 'execute', false, (pending) => {
    pending.plan = () => plan
    pending.settle = settle
  })
  close('P')
  close('S')
  outgoing.ask(build('S'), new Pending('sync', 0, []))
}
