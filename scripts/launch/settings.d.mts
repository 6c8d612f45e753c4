export interface Settings {
  /** Absolute. */
  readonly data: string
  readonly consolePort: number
  readonly postgresPort: number
  /** The gateway's, for MCP. */
  readonly mcpPort: number
  /** The console's own database where it is not an embedded one. */
  readonly databaseUrl: string | null
}

export function settings(env?: Readonly<Record<string, string | undefined>>): Settings
export function checkPorts(wanted: Pick<Settings, 'consolePort' | 'postgresPort' | 'mcpPort'>): Promise<void>
export function isPortFree(port: number): Promise<boolean>
