import type { Role } from '@sallyport/core'

/** demo.json in the data directory: what a start prints, for scripts. Readable by its owner alone. */
export interface DemoFile {
  readonly consoleUrl: string
  readonly gateway: {
    readonly postgres: { readonly host: string; readonly port: number }
    /** The address of its MCP server. */
    readonly mcp: string
  }
  readonly people: readonly {
    readonly name: string
    readonly email: string
    readonly password: string
    readonly role: Role
    readonly groups: readonly string[]
  }[]
  readonly agent: { readonly name: string; readonly token: string }
  readonly connection: string
  readonly target: {
    readonly host: string
    readonly port: number
    readonly database: string
    readonly username: string
  }
}
