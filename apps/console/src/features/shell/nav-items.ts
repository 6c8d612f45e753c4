import type { Permission } from '@sallyport/api'
import {
  BadgeCheck,
  BellRing,
  BookOpen,
  Cable,
  EyeOff,
  FileCode2,
  Gauge,
  Inbox,
  KeyRound,
  type LucideIcon,
  ScrollText,
  Server,
  ShieldCheck,
  SlidersHorizontal,
  SquareTerminal,
  TextSearch,
  Users,
} from 'lucide-react'

export interface NavItem {
  readonly href: string
  readonly label: string
  readonly icon: LucideIcon
  readonly permission: Permission
}

export interface NavGroup {
  readonly label: string | null
  readonly items: readonly NavItem[]
}

export const NAV: readonly NavGroup[] = [
  {
    label: null,
    items: [
      { href: '/', label: 'Overview', icon: Gauge, permission: 'overview:read' },
      { href: '/approvals', label: 'Approvals', icon: Inbox, permission: 'approval:read' },
      { href: '/access', label: 'Access requests', icon: KeyRound, permission: 'access:request' },
      { href: '/sql', label: 'SQL', icon: FileCode2, permission: 'token:create' },
      { href: '/sessions', label: 'Sessions', icon: SquareTerminal, permission: 'session:read' },
      { href: '/statements', label: 'Statements', icon: TextSearch, permission: 'session:read' },
    ],
  },
  {
    label: 'Access',
    items: [
      { href: '/connections', label: 'Connections', icon: Cable, permission: 'connection:read' },
      { href: '/rules', label: 'Rules', icon: ShieldCheck, permission: 'rule:read' },
      { href: '/masking', label: 'Masking', icon: EyeOff, permission: 'masking:read' },
    ],
  },
  {
    label: 'Organization',
    items: [
      { href: '/people', label: 'People & agents', icon: Users, permission: 'identity:read' },
      { href: '/issuers', label: 'Issuers', icon: BadgeCheck, permission: 'identity:read' },
      {
        href: '/settings/notifications',
        label: 'Notifications',
        icon: BellRing,
        permission: 'notification:read',
      },
      {
        href: '/settings',
        label: 'Settings',
        icon: SlidersHorizontal,
        permission: 'settings:write',
      },
      { href: '/audit', label: 'Audit log', icon: ScrollText, permission: 'audit:read' },
      { href: '/gateways', label: 'Gateways', icon: Server, permission: 'gateway:read' },
      { href: '/docs', label: 'Guide', icon: BookOpen, permission: 'me:read' },
    ],
  },
]
