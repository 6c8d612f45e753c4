import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { parse } from 'yaml'
import { root } from './root.mjs'

interface Service {
  readonly image?: string
  readonly build?: { readonly context: string; readonly dockerfile: string }
  readonly environment: Readonly<Record<string, string>>
  readonly healthcheck?: { readonly test: readonly string[] }
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>
  readonly ports?: readonly string[]
  readonly secrets?: readonly string[]
  readonly volumes?: readonly string[]
}

interface Compose {
  readonly services: Readonly<Record<string, Service>>
  readonly secrets: Readonly<Record<string, { readonly environment?: string; readonly file?: string }>>
  readonly volumes: Readonly<Record<string, unknown>>
}

const read = (path: string) => readFileSync(join(root, path), 'utf8')
const compose = parse(read('docker-compose.yml')) as Compose
const services = Object.entries(compose.services)
const apps = services.filter(([, { build }]) => build)

describe('docker-compose.yml', () => {
  it('holds PostgreSQL 18, the console and one gateway', () => {
    expect(Object.keys(compose.services)).toEqual(['postgres', 'console', 'gateway'])
    expect(compose.services.postgres?.image).toBe('postgres:18')
    expect(apps.map(([name]) => name)).toEqual(['console', 'gateway'])
  })

  it.each(services)('%s is watched, and waits for whom it needs', (_, { healthcheck, depends_on = {} }) => {
    expect(healthcheck?.test[0]).toBe('CMD')
    for (const [needed, { condition }] of Object.entries(depends_on)) {
      expect(compose.services).toHaveProperty(needed)
      expect(condition).toBe('service_healthy')
    }
  })

  it.each(services)('%s keeps what it must not lose in a volume', (_, { volumes = [] }) => {
    expect(volumes.length).toBeGreaterThan(0)
    for (const volume of volumes) expect(compose.volumes).toHaveProperty(volume.split(':')[0] ?? '')
  })

  it.each(apps)('%s publishes the port that it listens on, on loopback', (name, { ports, environment }) => {
    const variables =
      name === 'console' ? ['SALLYPORT_CONSOLE_PORT'] : ['SALLYPORT_POSTGRES_PORT', 'SALLYPORT_MCP_PORT']
    expect(ports).toEqual(
      variables.map((variable) => `127.0.0.1:${environment[variable]}:${environment[variable]}`),
    )
  })

  it.each(apps)('%s is built from a Dockerfile that builds that app', (name, { build }) => {
    expect(build?.dockerfile).toBe(`apps/${name}/Dockerfile`)
    const dockerfile = read(`apps/${name}/Dockerfile`)
    expect(dockerfile).toContain(`npm run build --prefix apps/${name}`)
    expect(dockerfile).toMatch(/\nUSER node\n[^]*\nCMD /)
    for (const [, from] of dockerfile.matchAll(/^COPY (?!--from)(\S+)/gm)) {
      expect(existsSync(join(root, from ?? ''))).toBe(true)
    }
  })

  it.each(apps)('%s is given only variables that it reads', (name, { environment }) => {
    const env = read(`apps/${name}/src/env.ts`)
    for (const variable of Object.keys(environment)) expect(env).toMatch(new RegExp(`\\b${variable}\\b`))
  })

  it('has no secret written in it', () => {
    const secret = /PASSWORD|SECRET|TOKEN|KEY|DATABASE_URL/
    for (const [, { environment }] of services) {
      for (const [name, value] of Object.entries(environment).filter(([name]) => secret.test(name))) {
        // From a mounted file, or from a variable that has no default or an empty one; a URL may hold one.
        const fromFile = value.startsWith('/run/secrets/')
        expect(fromFile || /\$\{\w+:(\?[^}]+|-)\}/.test(value), name).toBe(true)
        expect(value.replace(/\$\{[^}]+\}/g, '')).not.toMatch(/:\/\/[^@/]*:[^@]+@/)
      }
    }
    for (const { environment, file } of Object.values(compose.secrets)) {
      expect(environment ?? file).toMatch(file ? /^\$\{SALLYPORT_\w+:\?/ : /^SALLYPORT_/)
    }
  })

  it.each(services)(
    '%s mounts only secrets that there are, and reads only those that it mounts',
    (_, service) => {
      const { secrets = [], environment } = service
      for (const name of secrets) expect(compose.secrets).toHaveProperty(name)
      const files = Object.entries(environment).filter(([name]) => name.endsWith('_FILE'))
      for (const [, path] of files) expect(secrets).toContain(path.replace('/run/secrets/', ''))
    },
  )
})
