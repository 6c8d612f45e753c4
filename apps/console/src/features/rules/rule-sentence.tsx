import type { Hours, Rule } from '@sallyport/core'
import type { ReactNode } from 'react'
import { requirementWords } from '~/features/approvals/requirement-words'
import { ORIGIN_WORDS } from '~/features/people/origins'
import { RuleEffectBadge } from '~/features/statements/effect-badge'
import { Badge } from '~/ui/badge'
import { formatDuration, joinWords } from '~/ui/format'

type Said = Omit<Rule, 'id' | 'name' | 'message'>

/** A rule as one reads it: who · where · what → effect. An empty list means "any" to the gateway, and says so here. */
export function RuleSentence({ rule }: { readonly rule: Said }) {
  const classes = (rule.dataClasses ?? []).map((word) => word.replace('-', ' '))
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-1 text-dense text-muted">
      <span>{whoOf(rule)}</span>
      <Dot />
      <span>
        on{' '}
        {rule.connections.length > 0 ? (
          <Codes words={rule.connections} />
        ) : (
          <strong className="font-medium text-ink">any connection</strong>
        )}
      </span>
      <Dot />
      <span>
        {whatOf(rule)} {rule.resources.length > 0 && <Codes words={rule.resources} />}
        {rule.conditions.length > 0 &&
          ` ${joinWords(
            rule.conditions.map((word) => CONDITIONS[word]),
            'or',
          )}`}
      </span>
      {classes.length > 0 && <span>of columns that hold {joinWords(classes, 'or')}</span>}
      {rule.outsideHours && <span>outside of {hoursOf(rule.outsideHours)}</span>}
      <span aria-hidden>→</span>
      <span className="sr-only">leads to</span>
      <RuleEffectBadge effect={rule.effect} />
      {rule.effect === 'hold' && <span>{holdOf(rule)}</span>}
      {rule.mode === 'observe' && <Badge tone="accent">observe only</Badge>}
    </span>
  )
}

const CONDITIONS = {
  'no-where': 'without a WHERE',
  'always-true': 'with a WHERE that is always true',
  'no-limit': 'without a LIMIT',
  'several-statements': 'with several statements in one message',
} as const

function whoOf({ groups, identities, kinds, origins = [] }: Said): ReactNode {
  const from = origins.map((origin) => ORIGIN_WORDS[origin].toLowerCase())
  const words = [
    kinds.length === 1 && (kinds[0] === 'agent' ? 'agents' : 'people'),
    groups.length > 0 && `members of ${joinWords(groups, 'or')}`,
    identities.length > 0 && joinWords(identities, 'or'),
    from.length > 0 && joinWords(from, 'or'),
  ].filter((word) => typeof word === 'string')
  const text = words.length === 0 ? 'everybody' : words.join(', ')
  return <strong className="font-medium text-ink">{text[0]?.toUpperCase() + text.slice(1)}</strong>
}

function whatOf({ verbs }: Said): ReactNode {
  return (
    <strong className="font-medium text-ink">
      {verbs.length === 0 ? 'anything that is understood' : joinWords(verbs, 'or')}
    </strong>
  )
}

const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

function hoursOf({ days, from, to, timeZone }: Hours): string {
  const names = days.toSorted((one, other) => one - other).map((day) => DAYS[day - 1])
  return `${names.join(' ')} ${from}–${to} (${timeZone})`
}

function holdOf({ requirements, holdSeconds }: Said): string {
  return `for ${requirementWords(requirements)}, ${formatDuration(holdSeconds * 1_000)}`
}

function Dot() {
  return (
    <span aria-hidden className="text-faint">
      ·
    </span>
  )
}

function Codes({ words }: { readonly words: readonly string[] }) {
  return words.map((word, index) => (
    <span key={word}>
      {index > 0 && ', '}
      <code className="font-mono text-xs break-all text-ink">{word}</code>
    </span>
  ))
}
