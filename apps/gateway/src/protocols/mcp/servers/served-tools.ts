import type { Identity, PinnedTool, Rule } from '@sallyport/core'
import { SallyportError } from '@sallyport/core'
import { evaluate, isOpen } from '@sallyport/policy'
import { describeError, log } from '../../../log'
import type { Access, Gate } from '../../../session/gate'
import type { Policy, PolicySnapshot } from '../../../session/policy'
import type { Bearer } from '../bearer'
import { offeredName } from './offered-name'
import { checkerOf } from './schemas'
import { operationOf } from './tool-work'

/** A tool as it is offered to one client. */
export interface OfferedTool {
  readonly name: string
  readonly connection: string
  readonly tool: PinnedTool
}

interface Known {
  readonly rules: PolicySnapshot['rules']
  readonly servedTools: PolicySnapshot['servedTools']
  readonly until: number
  readonly offered: Promise<readonly OfferedTool[]>
}

/** The console is asked this often at most who somebody is; calls ask it for themselves. */
const KEPT_MS = 5_000
const MAX_KEPT = 1_000

/** Which tools of which servers somebody is offered: accepted by people, and not denied by rules whatever the arguments are. */
export class ServedTools {
  private readonly gate: Gate
  private readonly policy: Policy
  private readonly known = new Map<string, Known>()

  constructor(gate: Gate, policy: Policy) {
    this.gate = gate
    this.policy = policy
  }

  async of(bearer: Bearer): Promise<readonly OfferedTool[]> {
    const policy = this.policy.current()
    const { rules, servedTools = [] } = policy
    if (servedTools.length === 0) return []
    const found = this.known.get(bearer.digest)
    const isCurrent = found?.rules === rules && found.servedTools === servedTools && found.until > Date.now()
    if (isCurrent) return found.offered
    const offered = this.gate.access(bearer).then(
      (access) => offeredTo(policy, access),
      (error: unknown) => {
        if (!(error instanceof SallyportError)) throw error
        log('warn', 'the tools of servers cannot be offered now', describeError(error))
        return []
      },
    )
    if (this.known.size >= MAX_KEPT) this.known.clear()
    this.known.set(bearer.digest, { rules, servedTools, until: Date.now() + KEPT_MS, offered })
    return offered
  }
}

export function offeredTo(
  { servedTools = [], rules }: PolicySnapshot,
  { identity, connections }: Access,
): readonly OfferedTool[] {
  const offered = new Map<string, OfferedTool>()
  for (const { connection, tools } of servedTools) {
    if (!connections.some(({ name }) => name === connection) || !isOpen(rules, connection, identity)) continue
    for (const tool of tools) {
      const { name, inputSchema, outputSchema } = tool.definition
      const isUsable = checkerOf(inputSchema) && (!outputSchema || checkerOf(outputSchema))
      if (!isUsable || !mayCall(rules, connection, name, identity)) continue
      const shown = offeredName(connection, name)
      if (!offered.has(shown)) offered.set(shown, { name: shown, connection, tool })
    }
  }
  return [...offered.values()]
}

/** At some time. */
function mayCall(rules: readonly Rule[], connection: string, tool: string, who: Identity): boolean {
  const always = rules.filter(({ effect, outsideHours }) => effect !== 'deny' || !outsideHours)
  const anyTime = always.map((rule) => ({ ...rule, outsideHours: null }))
  const operations = [operationOf({ connection, tool })]
  return evaluate(anyTime, { operations, connection }, who).effect !== 'deny'
}
