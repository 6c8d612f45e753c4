import { SallyportError } from '@sallyport/core'
import type { StoredColumns } from '../../session/masked-columns'
import type { Lineage, Masker } from '../../session/masker'

/** COPY data is lines: text without types, which only detectors can mask. */
export const COPY_TEXT = { typeOid: 25, typeModifier: -1, format: 0 } as const

/** COPY TO STDOUT has no columns that could be masked value by value, so one that needs it is refused. */
export function refuseCopy(
  masker: Masker,
  stored: StoredColumns,
  lineage: Lineage | null,
  columns: number,
): SallyportError | null {
  const described = Array.from({ length: columns }, () => ({ ...COPY_TEXT, origin: null, isStored: false }))
  const isMasked = masker.plan(stored, lineage, described).some(({ mask }) => mask !== null)
  return isMasked ? refused('COPY of masked columns') : null
}

/** Binary COPY data cannot even be searched. */
export function refuseBinaryCopy(masker: Masker): SallyportError | null {
  return masker.activeDetection().isEmpty ? null : refused('binary COPY under masking rules')
}

function refused(what: string): SallyportError {
  return new SallyportError('MASKING_FAILED', `${what} is refused`, {
    hint: 'Use SELECT, which masks value by value.',
  })
}
