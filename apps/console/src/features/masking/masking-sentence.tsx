import type { MaskingRule } from '@sallyport/core'
import { Badge } from '~/ui/badge'
import { joinWords, lowerFirst } from '~/ui/format'
import { DATA_CLASS_WORDS, DETECTOR_WORDS, INFERENCE_WORDS, OPERATOR_WORDS } from './words'

type Said = Omit<MaskingRule, 'id' | 'name'>

/** A masking rule as one reads it: what · where · for whom → how. */
export function MaskingSentence({ rule }: { readonly rule: Said }) {
  const { columns, detectors, connections, groups, dataClass, operator, inference = 'source' } = rule
  const own = (rule.customDetectors ?? []).map(({ name }) => `“${name || 'unnamed'}”`)
  const found = joinWords([...detectors.map((word) => lowerFirst(DETECTOR_WORDS[word])), ...own])
  return (
    <span className="inline-flex flex-wrap items-center gap-x-1.5 gap-y-1 text-dense text-muted">
      <span>
        {columns.map((column, index) => (
          <span key={column}>
            {index > 0 && ', '}
            <code className="font-mono text-xs break-all text-ink">{column}</code>
          </span>
        ))}
        {columns.length > 0 && found && ', and '}
        {found && <strong className="font-medium text-ink">{found} found in any value</strong>}
        {columns.length === 0 && !found && <strong className="font-medium text-ink">nothing yet</strong>}
      </span>
      <span aria-hidden>·</span>
      <span>on {connections.length > 0 ? joinWords(connections) : 'any connection'}</span>
      <span aria-hidden>·</span>
      <span>for {groups.length > 0 ? joinWords(groups) : 'everybody'}</span>
      <span aria-hidden>→</span>
      <Badge tone="masked">{OPERATOR_WORDS[operator].does}</Badge>
      {columns.length > 0 && <span className="text-faint">{INFERENCE_WORDS[inference].does}</span>}
      {dataClass !== 'other' && (
        <span className="text-faint">as {lowerFirst(DATA_CLASS_WORDS[dataClass])}</span>
      )}
    </span>
  )
}
