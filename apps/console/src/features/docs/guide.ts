import 'server-only'

import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

/** In reading order. The files are in docs/guide. */
export const GUIDE = [
  { slug: 'getting-started', title: 'Getting started' },
  { slug: 'policies', title: 'Policies' },
  { slug: 'masking', title: 'Masking' },
  { slug: 'approvals', title: 'Approvals' },
  { slug: 'recordings', title: 'Recordings' },
  { slug: 'limits', title: 'What it does not protect against' },
  { slug: 'operations', title: 'Keep it running' },
] as const

export type Slug = (typeof GUIDE)[number]['slug']

/** apps/console is where the process was started. */
const FOLDER = join(process.cwd(), '..', '..', 'docs', 'guide')

export function pageOf(slug: string) {
  return GUIDE.find((page) => page.slug === slug)
}

export async function readGuide(slug: Slug): Promise<string> {
  const text = await readFile(join(/* turbopackIgnore: true */ FOLDER, `${slug}.md`), 'utf8')
  return text.replace(/^# .*\n/, '') // the page has its own title
}
