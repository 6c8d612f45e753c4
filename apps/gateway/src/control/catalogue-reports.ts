import { SallyportError, type ToolServer } from '@sallyport/core'
import type { Catalogue } from '@sallyport/sql'
import { describeError, log } from '../log'
import { ServerLink } from '../protocols/mcp/servers/server-link'
import { placeOf } from '../protocols/mcp/servers/server-seats'
import { Catalogues } from '../protocols/postgres/catalogue'
import type { OpenPassword } from '../session/password'
import { type ConsoleApi, call } from './console-api'

/** What the console takes as one catalogue. */
const MAX_LENGTH = 7_000_000

/**
 * Reads a connection's catalogue for people who write rules in the console, or a server's tools for those who accept
 * them. `commands`: see `refuseCommand`.
 */
export async function answerCatalogue(
  api: ConsoleApi,
  openPassword: OpenPassword,
  id: string,
  commands: readonly string[],
): Promise<void> {
  try {
    const taken = await call(() => api.takeCatalogue.mutate({ id }))
    if (!taken) return // another gateway took it
    const password = await openPassword(taken, taken.context)
    if (taken.server) {
      const answer = await readTools(taken.server, password, commands)
      await call(() => api.reportTools.mutate({ id, ...answer }))
      return
    }
    const answer = await read({ ...taken.settings, connectionId: id, password })
    await call(() => api.reportCatalogue.mutate({ id, ...answer }))
  } catch (error) {
    log('warn', 'a catalogue could not be reported', { id, ...describeError(error) })
  }
}

async function read(target: Parameters<Catalogues['get']>[0]) {
  try {
    const catalogue = toJson(await new Catalogues().get(target))
    return catalogue === null ? { catalogue, problem: 'It is too large to be shown here' } : { catalogue }
  } catch (error) {
    const problem = error instanceof SallyportError ? error.message : 'the target could not be reached'
    return { catalogue: null, problem }
  }
}

async function readTools(server: ToolServer, password: string, commands: readonly string[]) {
  try {
    const link = await ServerLink.open(placeOf({ server, password }, commands))
    try {
      const tools = JSON.stringify(await link.current())
      return { tools, ...(link.problem !== null && { problem: link.problem }) }
    } finally {
      await link.close()
    }
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    return { tools: null, problem: [error.message, error.hint].filter(Boolean).join('. ') }
  }
}

/** Without the code of functions where it would be too long with it; null: too long all the same. */
function toJson({ database, relations, functions, operators }: Catalogue): string | null {
  const whole = JSON.stringify({ database, relations, functions, operators })
  if (whole.length < MAX_LENGTH) return whole
  const named = functions.map((each) => ({ ...each, body: null, definition: null }))
  const shorter = JSON.stringify({ database, relations, functions: named, operators })
  return shorter.length < MAX_LENGTH ? shorter : null
}
