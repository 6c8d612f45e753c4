import type { Rule } from '@sallyport/core'

/** A rule that covers everything; tests say what is different. */
export function rule(id: string, parts: Partial<Rule>): Rule {
  return {
    id,
    name: id,
    groups: [],
    identities: [],
    kinds: [],
    connections: [],
    verbs: [],
    resources: [],
    conditions: [],
    effect: 'allow',
    mode: 'enforce',
    message: '',
    requirements: [],
    holdSeconds: 600,
    ...parts,
  }
}
