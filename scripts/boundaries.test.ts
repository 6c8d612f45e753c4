import { readdirSync, readFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, it } from 'vitest'
import { root } from './root.mjs'

/** Who may import whom: DESIGN's table of packages. Tests, and tools around the code, may use the test kit as well. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  'packages/core': [],
  'packages/sql': ['core'],
  'packages/policy': ['core'],
  'packages/masking': ['core'],
  'packages/recording': ['core'],
  'packages/secrets': ['core'],
  'packages/identity': ['core'],
  'packages/db': ['core'],
  'packages/api': ['core', 'db', 'identity', 'masking', 'policy', 'recording', 'secrets', 'sql'],
  'packages/testkit': ['core', 'db', 'demo'],
  demo: [],
  'apps/console': ['api', 'core', 'db', 'masking', 'recording', 'secrets'],
  'apps/cli': ['recording'],
  'apps/gateway': ['core', 'identity', 'masking', 'policy', 'recording', 'secrets', 'sql'],
}

/** Imports that exist for the compiler only: they are gone when the program runs. */
const MAY_IMPORT_TYPES: Readonly<Record<string, readonly string[]>> = {
  'apps/gateway': ['api'],
  'apps/cli': ['api'],
}

interface Import {
  readonly file: string
  readonly from: string
  readonly isType: boolean
}

describe.each(Object.entries(MAY_IMPORT))('%s', (folder, allowed) => {
  const imports = sources(folder).flatMap(importsOf)

  it('imports only what it may of ours', () => {
    const types = MAY_IMPORT_TYPES[folder] ?? []
    const wrong = imports.filter(({ file, from, isType }) => {
      const name = /^@sallyport\/([^/]+)/.exec(from)?.[1]
      if (!name || allowed.includes(name) || name === ownName(folder)) return false
      if (isTest(file) && name === 'testkit') return false
      return !(isType && types.includes(name))
    })
    expect(wrong).toEqual([])
  })

  it('imports no file of its neighbours past their package', () => {
    const leaving = imports.filter(
      ({ file, from }) => from.startsWith('.') && relative(folder, join(file, '..', from)).startsWith('..'),
    )
    expect(leaving).toEqual([])
  })

  it('depends on what it may, and on nothing of ours that it does not import', () => {
    const { dependencies = {}, devDependencies = {} } = manifest(folder)
    const declared = ours(dependencies)
    expect(declared.filter((name) => !allowed.includes(name))).toEqual([])
    const inDevelopment = [...(MAY_IMPORT_TYPES[folder] ?? []), ...allowed, 'testkit']
    expect(ours(devDependencies).filter((name) => !inDevelopment.includes(name))).toEqual([])

    const used = new Set(imports.map(({ from }) => from.split('/', 2).join('/')))
    expect(declared.filter((name) => !used.has(`@sallyport/${name}`))).toEqual([])
  })
})

describe('the whole', () => {
  it('names every package and app in the table', () => {
    const found = ['packages', 'apps'].flatMap((folder) =>
      readdirSync(join(root, folder)).map((name) => `${folder}/${name}`),
    )
    expect([...found, 'demo'].toSorted()).toEqual(Object.keys(MAY_IMPORT).toSorted())
  })

  it('reads the environment in env.ts only', () => {
    const reading = Object.keys(MAY_IMPORT)
      .flatMap(sources)
      .filter((file) => !/(^|\/)env(\.test)?\.ts$/.test(file) && !/\.config\.\w+$/.test(file))
      .filter((file) => !file.includes('/scripts/'))
      .filter((file) => /\bprocess\.env\b/.test(withoutBuildConstant(read(file))))
    expect(reading).toEqual([])
  })
})

const read = (file: string) => readFileSync(join(root, file), 'utf8')
const isTest = (file: string) => /\.(test|fixture)\.tsx?$/.test(file) || file.includes('/testing/')
const ownName = (folder: string) => folder.split('/').at(-1)

/** Next and React replace it when they build; it is no setting. */
const withoutBuildConstant = (text: string) => text.replaceAll('process.env.NODE_ENV', '')

function ours(dependencies: Readonly<Record<string, string>>): string[] {
  return Object.keys(dependencies).flatMap((name) => /^@sallyport\/(.+)/.exec(name)?.[1] ?? [])
}

interface Manifest {
  readonly dependencies?: Record<string, string>
  readonly devDependencies?: Record<string, string>
}

function manifest(folder: string): Manifest {
  return JSON.parse(read(`${folder}/package.json`)) as Manifest
}

const SKIPPED = new Set(['node_modules', 'dist', 'generated', '.next'])

function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`
    if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : sources(path)
    return /\.(ts|tsx|mts|mjs)$/.test(entry.name) ? [path] : []
  })
}

const STATIC = /(?:^|\n)\s*(?:import|export)\s+(type\s+)?(?:[\w*{},\s$]+?\s+from\s+)?['"]([^'"]+)['"]/g
const DYNAMIC = /\bimport\(\s*['"]([^'"]+)['"]/g

function importsOf(file: string): Import[] {
  const text = read(file)
  const fixed = [...text.matchAll(STATIC)].map(([, type, from = '']) => ({
    file,
    from,
    isType: Boolean(type),
  }))
  const loaded = [...text.matchAll(DYNAMIC)].map(([, from = '']) => ({ file, from, isType: false }))
  return [...fixed, ...loaded]
}
