import type { Durability } from '@sallyport/core'

/** How people read when a statement runs. */
export const DURABILITY_WORDS: Readonly<
  Record<Durability, { readonly label: string; readonly short: string; readonly hint: string }>
> = {
  strict: {
    label: 'once its record is on the disk',
    short: 'strict',
    hint: 'Nothing runs that is not recorded, whatever happens to the gateway or its machine.',
  },
  'best-effort': {
    label: 'once its record is written, without waiting for the disk',
    short: 'best effort',
    hint: 'Faster. Records survive the end of the gateway; a crash of its machine may lose the last of them.',
  },
}
