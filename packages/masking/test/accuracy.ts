import { DETECTOR_CLASSES, type DetectorClass } from '@sallyport/core'
import { compileDetection, detect, maskText } from '../src/index'
import { cleanCells } from './clean-cells'
import { readCases, type Score, score } from './score'
import { NO_SECRETS, SECRETS } from './secrets'

/** What a detector is measured on, and what it must reach. */
export interface Measure {
  readonly detector: DetectorClass
  /** As the cases from outside call it. */
  readonly entity: string
  readonly least: number
}

export const MEASURES: readonly Measure[] = [
  { detector: 'email', entity: 'EMAIL_ADDRESS', least: 0.99 },
  { detector: 'card', entity: 'CREDIT_CARD', least: 0.99 },
  { detector: 'iban', entity: 'IBAN_CODE', least: 0.99 },
  { detector: 'ip', entity: 'IP_ADDRESS', least: 0.95 },
  { detector: 'mac', entity: 'MAC_ADDRESS', least: 0.95 },
  { detector: 'ssn', entity: 'US_SSN', least: 0.9 },
  { detector: 'ssn', entity: 'US_ITIN', least: 0.9 },
  { detector: 'phone', entity: 'PHONE_NUMBER', least: 0.9 },
  ...[
    'ES_NIF',
    'ES_NIE',
    'IT_FISCAL_CODE',
    'SG_NRIC_FIN',
    'FI_PERSONAL_IDENTITY_CODE',
    'IN_PAN',
    'IN_GSTIN',
    'IN_AADHAAR',
    'US_MBI',
    'ZA_ID_NUMBER',
  ].map((entity) => ({ detector: 'national-id' as const, entity, least: 0.95 })),
  // Of its few cases one counts the blank before the number as a part of it.
  { detector: 'national-id', entity: 'UK_NINO', least: 0.75 },
]

/** Found, missed and wrong spans on all cases from outside of an entity; null when they are not there. */
export function measure({ detector, entity }: Measure): Score | null {
  const tiers = new Set(['core', 'national'])
  const recognizers = readCases('presidio_recognizers.json').filter(
    ({ kind, tier }) => kind === 'spans' && tiers.has(tier ?? ''),
  )
  const others = readCases('alcatraz.json').filter(({ kind }) => kind === 'spans' || kind === 'contains_span')
  const cases = [...recognizers, ...others].filter((one) => one.entity === entity && one.spans)
  const sentences = readCases('presidio_research_synth_v2.json')
  const isLabelled = sentences.some(({ spans }) => spans?.some(([, , type]) => type === entity))
  const all = isLabelled ? [...cases, ...sentences] : cases
  return all.length === 0 ? null : score(all, detector, entity)
}

const all = compileDetection(DETECTOR_CLASSES)
const secretive = compileDetection(['jwt', 'private-key', 'token', 'secret'])

/** The cells of ordinary tables in which something is found, with every detector at work. */
export function findInClean(count = 30_000): string[] {
  const encoder = new TextEncoder()
  return cleanCells(count).filter((cell) => detect(encoder.encode(cell), all).length > 0)
}

/** Secrets of which something is left, and texts without one that are taken for one. */
export function measureSecrets(): {
  readonly missed: readonly string[]
  readonly flagged: readonly string[]
} {
  return {
    missed: SECRETS.filter(([text, secret]) => maskText(text, secretive).includes(secret)).map(
      ([text]) => text,
    ),
    flagged: NO_SECRETS.filter((text) => maskText(text, secretive) !== text),
  }
}
