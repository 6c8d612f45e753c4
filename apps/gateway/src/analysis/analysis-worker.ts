import { parentPort } from 'node:worker_threads'
import { SallyportError } from '@sallyport/core'
import { analyse, type Catalogue, type Definition, loadParser } from '@sallyport/sql'
import { LISTS, type Order, type Place, READY, type Report } from './messages'

// Understands large texts on a thread of its own. It keeps the catalogues that it was told, and nothing else.

interface Known {
  readonly catalogue: Catalogue & Record<string, unknown>
  places: Map<Definition, Place> | null
}

const port = parentPort
if (!port) throw new Error('this is a worker')
const known = new Map<number, Known>()
await loadParser()
port.on('message', obey)
report(READY, { why: 'ready' })

function obey(order: Order): void {
  if (order.kind === 'forget') return void known.delete(order.id)
  if (order.kind === 'catalogue') {
    const catalogue = { database: order.database, relations: [], functions: [] }
    return void known.set(order.id, { catalogue, places: null })
  }
  const entry = known.get(order.id)
  if (order.kind === 'slice') {
    if (entry) {
      const items = (entry.catalogue[order.list] ?? []) as unknown[]
      for (const item of order.items) items.push(item)
      ;(entry.catalogue as Record<string, unknown>)[order.list] = items
    }
    return
  }
  const answer = entry ? understand(order.text, entry) : { why: 'no-catalogue' }
  report(order.job, answer)
}

function report(job: number, answer: Answer): void {
  const { heapTotal, external } = process.memoryUsage()
  port?.postMessage({ job, bytes: heapTotal + external, ...answer } satisfies Report)
}

type Answer =
  | Pick<Extract<Report, { statements: unknown }>, 'statements' | 'texts'>
  | Pick<Extract<Report, { error: unknown }>, 'error'>
  | { readonly why: string }

function understand(text: string, entry: Known): Answer {
  try {
    const { statements, texts } = analyse(text, entry.catalogue)
    entry.places ??= placesOf(entry.catalogue)
    const { places } = entry
    return {
      ...(texts && { texts }),
      statements: statements.map(({ definitions, ...rest }) => ({
        ...rest,
        places: definitions.map((definition) => {
          const place = places.get(definition)
          if (!place) throw new Error('a definition that is not of the catalogue')
          return place
        }),
      })),
    }
  } catch (error) {
    if (!(error instanceof SallyportError)) return { why: 'analysis-failed' }
    const { code, message, position } = error
    return { error: { code, message, ...(position !== undefined && { position }) } }
  }
}

function placesOf(catalogue: Catalogue): Map<Definition, Place> {
  const places = new Map<Definition, Place>()
  for (const list of LISTS) {
    for (const [index, item] of (catalogue[list] ?? []).entries()) {
      if (typeof item === 'object') places.set(item as Definition, [list, index])
    }
  }
  return places
}
