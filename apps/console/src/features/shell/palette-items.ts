import type { Permission } from '@sallyport/api'
import { Bot, Cable, FileCode2, type LucideIcon, Plus, ShieldCheck, SquareTerminal, User } from 'lucide-react'
import type { RouterOutputs } from '~/trpc/types'
import { formatRelative } from '~/ui/format'
import { NAV } from './nav-items'

export interface PaletteItem {
  readonly group: 'Pages' | 'Connections' | 'People & agents' | 'Sessions' | 'Rules'
  readonly href: string
  readonly icon: LucideIcon
  readonly title: string
  readonly hint?: string
}

interface PageItem {
  readonly href: string
  readonly icon: LucideIcon
  readonly title: string
  readonly permission: Permission
}

/** What one does, beside the pages of the navigation. */
const ACTIONS: readonly PageItem[] = [
  { href: '/connections/new', title: 'New connection', icon: Plus, permission: 'connection:write' },
  { href: '/rules/new', title: 'New rule', icon: Plus, permission: 'rule:write' },
  { href: '/rules/packs', title: 'Starter packs', icon: ShieldCheck, permission: 'rule:read' },
  { href: '/masking/new', title: 'New masking rule', icon: Plus, permission: 'masking:write' },
  { href: '/people/new', title: 'New person', icon: Plus, permission: 'identity:write' },
  { href: '/people/new?kind=agent', title: 'New agent', icon: Plus, permission: 'identity:write' },
  { href: '/account', title: 'Your account and tokens', icon: User, permission: 'me:read' },
]

export function pageItems(text: string, may: (permission: Permission) => boolean): readonly PaletteItem[] {
  const pages: readonly PageItem[] = [
    ...NAV.flatMap(({ items }) => items.map(({ label, ...item }) => ({ ...item, title: label }))),
    ...ACTIONS,
  ]
  const words = text.toLowerCase().split(/\s+/)
  return pages
    .filter(
      ({ permission, title }) => may(permission) && words.every((word) => title.toLowerCase().includes(word)),
    )
    .map(({ href, icon, title }) => ({ group: 'Pages', href, icon, title }))
}

export function thingItems({
  connections,
  identities,
  sessions,
  rules,
}: RouterOutputs['finder']['find']): readonly PaletteItem[] {
  return [
    ...connections.flatMap(({ id, name, host }): readonly PaletteItem[] => [
      { group: 'Connections', href: `/connections/${id}`, icon: Cable, title: name, hint: host },
      { group: 'Connections', href: `/sql/${id}`, icon: FileCode2, title: `SQL on ${name}` },
    ]),
    ...identities.map(
      ({ id, name, kind }): PaletteItem => ({
        group: 'People & agents',
        href: `/people/${id}`,
        icon: kind === 'agent' ? Bot : User,
        title: name,
        hint: kind,
      }),
    ),
    ...sessions.map(
      ({ id, identityName, connectionName, startedAt, live }): PaletteItem => ({
        group: 'Sessions',
        href: `/sessions/${id}`,
        icon: SquareTerminal,
        title: `${identityName} on ${connectionName}`,
        hint: live ? 'live' : formatRelative(startedAt, Date.now()),
      }),
    ),
    ...rules.map(
      ({ id, name }): PaletteItem => ({
        group: 'Rules',
        href: `/rules/${id}`,
        icon: ShieldCheck,
        title: name,
      }),
    ),
  ]
}
