import type { Effect } from '@sallyport/core'
import { Badge, type Tone } from '~/ui/badge'

const EFFECTS: Readonly<
  Record<Effect, { readonly tone: Tone; readonly done: string; readonly does: string }>
> = {
  allow: { tone: 'allow', done: 'Allowed', does: 'Allow' },
  hold: { tone: 'hold', done: 'Held', does: 'Hold' },
  deny: { tone: 'deny', done: 'Denied', does: 'Deny' },
}

/** What was decided about a statement. */
export function EffectBadge({ effect }: { readonly effect: Effect }) {
  const { tone, done } = EFFECTS[effect]
  return <Badge tone={tone}>{done}</Badge>
}

/** What a rule does. */
export function RuleEffectBadge({ effect }: { readonly effect: Effect }) {
  const { tone, does } = EFFECTS[effect]
  return <Badge tone={tone}>{does}</Badge>
}
