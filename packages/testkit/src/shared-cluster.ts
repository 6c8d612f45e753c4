import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Cluster, startCluster } from './cluster'
import { isAlive, stopServer } from './server-process'
import { makeTemplate, TEMPLATES, type TemplateName } from './template'

export interface SharedCluster {
  /** `/admin`: the administrator's URL. `/template/NAME`: makes that template once, answers its database. */
  answer(path: string): Promise<string>
  stop(): Promise<void>
}

const PREFIX = 'sallyport-test-'
/** Nothing here has to survive a power cut. */
const FAST = { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off', max_connections: '300' }

/** A run's one cluster: started at the first question, gone with everything in it at `stop`. */
export function shareCluster(): SharedCluster {
  let starting: Promise<{ cluster: Cluster; folder: string }> | undefined
  const templates = new Map<TemplateName, Promise<string>>()

  async function adminUrl(): Promise<string> {
    starting ??= startTemporary()
    return (await starting).cluster.adminUrl
  }

  async function template(name: TemplateName): Promise<string> {
    const made = templates.get(name) ?? adminUrl().then((url) => makeTemplate(url, name))
    templates.set(name, made)
    return made
  }

  return {
    async answer(path) {
      const name = TEMPLATES.find((each) => path === `/template/${each}`)
      return name ? template(name) : adminUrl()
    },
    async stop() {
      const started = await starting
      await started?.cluster.stop()
      if (started) await rm(started.folder, { recursive: true, force: true })
    },
  }
}

async function startTemporary(): Promise<{ cluster: Cluster; folder: string }> {
  await removeLeftBehind()
  const folder = await mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`))
  await chmod(folder, 0o755) // mkdtemp makes 0700, and as root the server runs as another user
  const cluster = await startCluster({
    directory: join(folder, 'data'),
    password: 'test-administrator',
    settings: FAST,
  })
  return { cluster, folder }
}

/** Clusters of runs that were killed before they could stop theirs. The folder's name holds the run's process. */
async function removeLeftBehind(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(name.startsWith(PREFIX) && name.slice(PREFIX.length).split('-')[0])
    if (!pid || isAlive(pid)) continue
    const folder = join(tmpdir(), name)
    await stopServer(join(folder, 'data'))
    await rm(folder, { recursive: true, force: true })
  }
}
