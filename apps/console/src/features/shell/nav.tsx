'use client'

import { useQuery } from '@tanstack/react-query'
import Link from 'next/link'
import { usePathname } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { cn } from '~/ui/cn'
import { NAV, type NavItem } from './nav-items'

/** Shows only what the role may open. */
export function Nav({ onNavigate }: { readonly onNavigate?: () => void }) {
  const may = useMay()
  return (
    <nav aria-label="Main" className="flex flex-col gap-5">
      {NAV.map(({ label, items }) => {
        const shown = items.filter(({ permission }) => may(permission))
        if (shown.length === 0) return null
        return (
          <div key={label ?? ''}>
            {label && <p className="mb-1 px-2.5 text-xs font-medium text-faint">{label}</p>}
            <ul className="flex flex-col gap-0.5">
              {shown.map((item) => (
                <li key={item.href}>
                  <NavLink item={item} {...(onNavigate && { onNavigate })} />
                </li>
              ))}
            </ul>
          </div>
        )
      })}
    </nav>
  )
}

function NavLink({ item, onNavigate }: { readonly item: NavItem; readonly onNavigate?: () => void }) {
  const pathname = usePathname()
  const { href, label, icon: Icon } = item
  const isCurrent = href === '/' ? pathname === '/' : pathname === href || pathname.startsWith(`${href}/`)
  return (
    <Link
      href={href}
      {...(onNavigate && { onClick: onNavigate })}
      aria-current={isCurrent ? 'page' : undefined}
      className={cn(
        'flex h-8 items-center gap-2.5 rounded-md px-2.5 font-medium text-muted hover:bg-hover hover:text-ink max-md:h-10',
        isCurrent && 'bg-selected text-ink hover:bg-selected',
      )}
    >
      <Icon aria-hidden className={cn('size-4 text-faint', isCurrent && 'text-accent')} strokeWidth={1.75} />
      {label}
      {href === '/approvals' && <PendingCount />}
    </Link>
  )
}

function PendingCount() {
  const trpc = useTRPC()
  const { data } = useQuery(trpc.approvals.counts.queryOptions())
  if (!data || data.pending === 0) return null
  return (
    <span className="ml-auto rounded-full bg-hold-soft px-1.5 text-xs leading-5 font-semibold text-hold tabular-nums">
      {data.pending > 99 ? '99+' : data.pending}
      <span className="sr-only"> pending</span>
    </span>
  )
}
