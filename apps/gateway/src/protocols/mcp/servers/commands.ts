import { SallyportError, type ToolServer } from '@sallyport/core'

type Program = Extract<ToolServer, { readonly transport: 'stdio' }>

/**
 * What the operator of this gateway lets it start: each entry is a program and, if it is to be held to that, the
 * arguments that its line begins with. None: nothing is started. Null: it may be started.
 */
export function refuseCommand({ command, args }: Program, allowed: readonly string[]): SallyportError | null {
  const line = [command, ...args]
  const isAllowed = allowed.some((entry) => {
    const words = entry.split(/\s+/).filter(Boolean)
    return words.length > 0 && words.every((word, at) => word === line[at])
  })
  if (isAllowed) return null
  return new SallyportError('DENIED', `this gateway may not start "${line.slice(0, 3).join(' ')}"`, {
    hint:
      allowed.length === 0
        ? 'Programs are started only where the operator of the gateway says which: SALLYPORT_MCP_COMMANDS.'
        : 'It is none of the programs in SALLYPORT_MCP_COMMANDS of the gateway.',
  })
}
