import type { Operation, Rule } from '@sallyport/core'
import type { Mismatch } from './coverage'

/** Why a rule has no say about an operation, as the end of the sentence "it does not apply: …". */
export function sayMismatch(mismatch: Mismatch, rule: Rule, operation: Operation): string {
  return SENTENCES[mismatch](rule, operation)
}

const SENTENCES: Readonly<Record<Mismatch, (rule: Rule, operation: Operation) => string>> = {
  connection: ({ connections }) => `it is about ${list(connections, 'the connection')} only`,
  kind: ({ kinds }) => `it is about ${kinds.includes('agent') ? 'agents' : 'people'} only`,
  origin: ({ origins = [] }) => `it is about requests from ${list(origins, 'the origin')} only`,
  group: ({ groups }) => `it is about members of ${list(groups, 'the group')} only`,
  identity: ({ identities }) => `it is about ${list(identities, '')} only`.replace('  ', ' '),
  hours: ({ outsideHours }) =>
    outsideHours ? `it applies only outside of ${outsideHours.from}–${outsideHours.to}` : 'not at this hour',
  verb: ({ verbs }, { verb }) =>
    verbs.length > 0 ? `it is about ${list(verbs, '')}, not ${verb}` : `"anything" leaves out ${verb}`,
  resource: ({ resources }, { resource }) => `${resource} is not ${list(resources, '')}`,
  'data-class': ({ dataClasses = [] }) => `no ${list(dataClasses, '')} is read or written`,
  condition: ({ conditions }) => `it asks for ${list(conditions, '')}`,
}

function list(words: readonly string[], singular: string): string {
  const [only] = words
  if (only !== undefined && words.length === 1) return [singular, only].filter(Boolean).join(' ')
  const last = words.at(-1) ?? ''
  return `${words.slice(0, -1).join(', ')} or ${last}`
}
