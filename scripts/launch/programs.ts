import { join } from 'node:path'
import { root } from '../root.mjs'
import type { ChildOptions } from './child'

export interface ProgramSettings {
  readonly data: string
  readonly consolePort: number
  readonly postgresPort: number
  readonly mcpPort: number
  readonly databaseUrl: string
  readonly signInSecret: string
  readonly masterKeyFile: string
  readonly gatewayTokenFile: string
}

type Program = Omit<ChildOptions, 'print'>

export const consoleUrlOf = (port: number) => `http://localhost:${port}`
export const mcpUrlOf = (port: number) => `http://localhost:${port}/mcp`

export function consoleProgram(settings: ProgramSettings): Program {
  const cwd = join(root, 'apps', 'console')
  return {
    name: 'console',
    script: join(cwd, 'dist', 'server.js'),
    cwd,
    ready: /\bconsole ready\b/,
    env: {
      NODE_ENV: 'production',
      DATABASE_URL: settings.databaseUrl,
      SALLYPORT_CONSOLE_URL: consoleUrlOf(settings.consolePort),
      SALLYPORT_CONSOLE_PORT: String(settings.consolePort),
      SALLYPORT_GATEWAY_POSTGRES: `localhost:${settings.postgresPort}`,
      SALLYPORT_GATEWAY_MCP: mcpUrlOf(settings.mcpPort),
      SALLYPORT_MASTER_KEY_FILE: settings.masterKeyFile,
      SALLYPORT_RECORDINGS: join(settings.data, 'recordings'),
      NEXTAUTH_SECRET: settings.signInSecret,
    },
  }
}

export function gatewayProgram(settings: ProgramSettings): Program {
  const cwd = join(root, 'apps', 'gateway')
  return {
    name: 'gateway',
    script: join(cwd, 'dist', 'main.js'),
    cwd,
    ready: /\bgateway ready\b/,
    env: {
      NODE_ENV: 'production',
      SALLYPORT_CONSOLE_URL: consoleUrlOf(settings.consolePort),
      SALLYPORT_POSTGRES_PORT: String(settings.postgresPort),
      SALLYPORT_MCP_PORT: String(settings.mcpPort),
      SALLYPORT_GATEWAY_TOKEN_FILE: settings.gatewayTokenFile,
      SALLYPORT_MASTER_KEY_FILE: settings.masterKeyFile,
      SALLYPORT_SPOOL: join(settings.data, 'spool'),
    },
  }
}
