import { ORIGINS, type Origin } from '@sallyport/core'

/** An origin as people read it: who types, and whether somebody asked for it. */
export const ORIGIN_WORDS: Readonly<Record<Origin, string>> = {
  person: 'A person',
  tool: 'A person’s tool',
  'delegated-agent': 'An agent on behalf of a person',
  'autonomous-agent': 'An agent on its own',
  unknown: 'Unknown',
}

export const ORIGIN_OPTIONS = ORIGINS.map((value) => ({ value, label: ORIGIN_WORDS[value] }))
