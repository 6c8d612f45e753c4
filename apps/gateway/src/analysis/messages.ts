import type { ErrorCode } from '@sallyport/core'
import type { AnalysedStatement, Catalogue } from '@sallyport/sql'

/** The lists of a catalogue, which travel in slices. */
export const LISTS = [
  'relations',
  'functions',
  'builtIns',
  'casts',
  'domains',
  'composites',
  'operatorClasses',
  'eventTriggers',
  'dependents',
  'indexes',
  'operators',
] as const satisfies readonly (keyof Catalogue)[]
export type List = (typeof LISTS)[number]

/** What the worker is told. */
export type Order =
  | { readonly kind: 'catalogue'; readonly id: number; readonly database: string }
  | { readonly kind: 'slice'; readonly id: number; readonly list: List; readonly items: readonly unknown[] }
  | { readonly kind: 'forget'; readonly id: number }
  | { readonly kind: 'analyse'; readonly id: number; readonly job: number; readonly text: string }

/** Where a definition stands in the catalogue: it does not travel back. */
export type Place = readonly [List, number]

export type Placed = Omit<AnalysedStatement, 'definitions'> & { readonly places: readonly Place[] }

/** The number of no job: its report says that the thread can begin. */
export const READY = 0

/** What it answers to `analyse`; `bytes` is what its memory has grown to. */
export type Report = { readonly job: number; readonly bytes: number } & (
  | { readonly statements: readonly Placed[]; readonly texts?: readonly string[] }
  | { readonly error: { readonly code: ErrorCode; readonly message: string; readonly position?: number } }
  /** Not understood, for this reason. */
  | { readonly why: string }
)
