import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { root } from './root.mjs'
import { PlainError, run } from './run.mjs'
import { unlessUnchanged } from './unchanged.mjs'

// What `npm start` and `npm test` share. Plain JavaScript on Node's own modules: nothing is installed yet.

const PNPM = 'pnpm@12.21.0'

export function checkNode(version = process.versions.node) {
  const [major = 0, minor = 0] = version.split('.').map(Number)
  if ((major === 20 && minor >= 19) || (major === 22 && minor >= 12) || major >= 24) return
  throw new PlainError(`Sallyport needs Node 20.19, 22.12, or 24 and later. This is Node ${version}.`)
}

export function install({ verbose }) {
  const manifests = ['apps', 'packages'].flatMap((folder) =>
    readdirSync(join(root, folder)).map((name) => `${folder}/${name}/package.json`),
  )
  return unlessUnchanged(
    {
      name: 'install',
      inputs: ['pnpm-lock.yaml', 'pnpm-workspace.yaml', 'package.json', 'demo/package.json', ...manifests],
      outputs: ['node_modules/.modules.yaml'],
      extra: `${process.platform} ${process.arch} ${process.versions.modules}`,
    },
    // Also where NODE_ENV=production is set: the tools that build and start are development dependencies.
    () =>
      run('npx', ['--yes', PNPM, 'install', '--frozen-lockfile', '--prod=false'], {
        verbose,
        env: { CI: 'true' },
      }),
  )
}

export function generate({ verbose }) {
  return unlessUnchanged(
    {
      name: 'generate',
      inputs: ['prisma/schema.prisma', 'prisma.config.ts', 'pnpm-lock.yaml'],
      outputs: ['packages/db/src/generated/client.ts'],
    },
    () => run(process.execPath, [bin('prisma/build/index.js'), 'generate'], { verbose }),
  )
}

const SHARED = ['packages', 'prisma/schema.prisma', 'pnpm-lock.yaml', 'tsconfig.base.json']
const BUILDS = [
  { name: 'gateway', outputs: ['apps/gateway/dist'] },
  { name: 'console', outputs: ['apps/console/dist', 'apps/console/.next/BUILD_ID'] },
]

/** Builds what changed since its last success. */
export async function build({ verbose }) {
  const done = []
  for (const { name, outputs } of BUILDS) {
    const folder = `apps/${name}`
    const line = await unlessUnchanged({ name: `build-${name}`, inputs: [folder, ...SHARED], outputs }, () =>
      run('npm', ['run', 'build'], {
        verbose,
        cwd: join(root, folder),
        env: { NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1' },
      }),
    )
    if (!line) done.push(name)
  }
  return done.length === 0 ? 'up to date' : undefined
}

function bin(path) {
  const found = join(root, 'node_modules', path)
  if (!existsSync(found))
    throw new PlainError(`${path} is not installed: remove node_modules and start again`)
  return found
}
