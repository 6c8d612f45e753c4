import type { RowMasker } from '@sallyport/masking'
import type { Parameter } from '../../session/statement'
import type { Forwarded } from './at-source'
import { bindOf } from './bind-requests'
import { message as build, cstring, int16, int32 } from './codec/write'
import type { Outgoing } from './outgoing'
import { Pending } from './pending'
import type { Understood } from './understand'

/** No client can use it: it is no name that one of them has given. */
const NAME = 'sallyport query'

/**
 * A simple Query that goes to the target with parameters, and is answered as if it had gone as it came. The values are in
 * no text there: not in pg_stat_activity, nor in what current_query() gives.
 */
export function askWithParameters(
  outgoing: Outgoing,
  { lineages }: Understood,
  { text, positions }: Forwarded,
  parameters: readonly Parameter[],
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
  const close = (kind: 'S' | 'P') => ask(build('C', kind, cstring(NAME)), 'close', true)
  close('S') // one that failed is still there
  ask(build('P', cstring(NAME), cstring(text), int16(0)), 'parse', true)
  ask(bindOf({ portal: NAME, statement: NAME, resultFormats: [] }, parameters), 'bind', true)
  ask(build('D', 'P', cstring(NAME)), 'describe', false, (pending) => {
    pending.describe = (_, described) => {
      plan = described
    }
  })
  ask(build('E', cstring(NAME), int32(0)), 'execute', false, (pending) => {
    pending.plan = () => plan
    pending.settle = settle
  })
  close('P')
  close('S')
  outgoing.ask(build('S'), new Pending('sync', 0, []))
}
