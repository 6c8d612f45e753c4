import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { runProgram } from './run-program'

/** Debian's packages and their sources, unpacked into a folder of our own: nothing on the machine changes. */
export class Apt {
  readonly #folder: string
  #options: readonly string[] = []

  constructor(folder: string) {
    this.#folder = folder
  }

  /** Looks up what there is. The machine's own places are asked, for sources as well. */
  async update(): Promise<boolean> {
    if (!existsSync('/usr/bin/apt-get')) return false
    const parts = join(this.#folder, 'parts')
    await mkdir(parts, { recursive: true })
    await mkdir(join(this.#folder, 'lists', 'partial'), { recursive: true })
    for (const { name, text } of await sourceLists()) await writeFile(join(parts, name), text)
    this.#options = [
      '-o',
      'Dir::Etc::sourcelist=/dev/null',
      '-o',
      `Dir::Etc::sourceparts=${parts}`,
      '-o',
      `Dir::State::lists=${join(this.#folder, 'lists')}`,
    ]
    await this.#apt('apt-get', 'update', '-q') // one place of several may have no sources
    return true
  }

  /** The versions whose source is said to be there, the newest first. */
  async sourceVersions(name: string): Promise<string[]> {
    const { output } = await this.#apt('apt-cache', 'showsrc', name)
    const versions = [...output.matchAll(/^Version: (.+)$/gm)].map(([, version = '']) => version)
    return [...new Set(versions)].sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
  }

  /** The folder with the unpacked source, or null when it cannot be had. */
  async source(name: string, version: string): Promise<string | null> {
    const folder = join(this.#folder, `${name}-${version}-source`)
    if (existsSync(join(folder, 'tree'))) return join(folder, 'tree')
    await mkdir(folder, { recursive: true })
    const got = await this.#apt('apt-get', 'source', '--download-only', '-q', `${name}=${version}`, folder)
    const description = (await readdir(folder)).find((file) => file.endsWith('.dsc'))
    if (got.code !== 0 || !description) return null
    const unpacked = await runProgram('dpkg-source', ['-x', description, 'tree'], { cwd: folder })
    return unpacked.code === 0 ? join(folder, 'tree') : null
  }

  /** Unpacks binary packages of one version into one folder. */
  async unpack(names: readonly string[], version: string): Promise<string | null> {
    const folder = join(this.#folder, `${names[0]}-${version}`)
    if (existsSync(join(folder, 'usr'))) return folder
    await mkdir(folder, { recursive: true })
    for (const name of names) {
      const got = await runProgram('apt-get', ['download', '-q', `${name}=${version}`], { cwd: folder })
      const file = (await readdir(folder)).find((each) => each.startsWith(`${name}_`))
      if (got.code !== 0 || !file) return null
      await runProgram('dpkg', ['-x', file, '.'], { cwd: folder })
    }
    return folder
  }

  #apt(program: string, ...words: string[]) {
    const last = words.at(-1) ?? ''
    const cwd = words.includes('source') ? last : this.#folder
    const rest = words.includes('source') ? words.slice(0, -1) : words
    return runProgram(program, [...this.#options, ...rest], {
      cwd,
      env: { DEBIAN_FRONTEND: 'noninteractive' },
    })
  }
}

/** The machine's lists of packages, asking for sources instead. */
async function sourceLists(): Promise<{ name: string; text: string }[]> {
  const folder = '/etc/apt/sources.list.d'
  const names = existsSync(folder) ? await readdir(folder) : []
  const lists = await Promise.all(
    names
      .filter((name) => name.endsWith('.sources'))
      .map(async (name) => ({
        name,
        text: (await readFile(join(folder, name), 'utf8')).replace(/^Types:.*$/gm, 'Types: deb-src'),
      })),
  )
  const old = existsSync('/etc/apt/sources.list') ? await readFile('/etc/apt/sources.list', 'utf8') : ''
  return [...lists, { name: 'sources.list', text: old.replace(/^deb /gm, 'deb-src ') }].map(
    ({ name, text }) => ({
      name: name === 'sources.list' ? 'machine.list' : name,
      text,
    }),
  )
}
