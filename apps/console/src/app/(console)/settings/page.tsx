import { BellRing, BookOpen, LogIn, ShieldCheck, Users } from 'lucide-react'
import type { Metadata } from 'next'
import Link from 'next/link'
import { environment } from '~/env'
import { Refused } from '~/features/shell/refused'
import { may, signedIn } from '~/trpc/server'
import { Fact, Facts } from '~/ui/facts'
import { Page, Section } from '~/ui/page'

export const metadata: Metadata = { title: 'Settings' }

const SECTIONS = [
  {
    href: '/settings/sign-in',
    icon: LogIn,
    label: 'Sign-in',
    about: 'The identity provider, and which of its claims give groups and roles',
  },
  {
    href: '/settings/approvals',
    icon: ShieldCheck,
    label: 'Approvals and second factor',
    about: 'Access requests, statements that keep others waiting, what approvers must show',
  },
  {
    href: '/settings/notifications',
    icon: BellRing,
    label: 'Notifications',
    about: 'Webhooks, chat and mail, each with a test button',
  },
  { href: '/people', icon: Users, label: 'People', about: 'Roles, groups, invitations, resets' },
  {
    href: '/docs/operations',
    icon: BookOpen,
    label: 'Operations',
    about: 'Backup and restore, masking keys, adding and draining gateways',
  },
] as const

export default async function SettingsPage() {
  if (!(await may('settings:write'))) return <Refused permission="settings:write" what="the settings" />
  const me = await signedIn()
  const env = environment()
  return (
    <Page title="Settings" description="What holds for the whole organization." width="narrow">
      <Section title="Organization" description="The addresses are set in the console’s environment">
        <Facts>
          <Fact label="Name">{me.organizationName}</Fact>
          <Fact label="Console">{env.SALLYPORT_CONSOLE_URL}</Fact>
          <Fact label="Databases">{env.SALLYPORT_GATEWAY_POSTGRES}</Fact>
          <Fact label="MCP">{env.SALLYPORT_GATEWAY_MCP}</Fact>
        </Facts>
      </Section>
      <ul className="grid gap-3 sm:grid-cols-2">
        {SECTIONS.map(({ href, icon: Icon, label, about }) => (
          <li key={href}>
            <Link
              href={href}
              className="flex h-full items-start gap-3 rounded-lg border bg-surface p-4 hover:bg-hover"
            >
              <Icon aria-hidden className="mt-0.5 size-4 shrink-0 text-faint" />
              <span>
                <span className="block text-sm font-semibold">{label}</span>
                <span className="block text-dense text-faint">{about}</span>
              </span>
            </Link>
          </li>
        ))}
      </ul>
    </Page>
  )
}
