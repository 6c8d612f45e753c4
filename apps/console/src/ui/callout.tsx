import { CircleAlert, CircleCheck, Info, TriangleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { cn } from './cn'

const TONES = {
  info: { icon: Info, style: 'bg-accent-soft text-accent' },
  good: { icon: CircleCheck, style: 'bg-allow-soft text-allow' },
  warning: { icon: TriangleAlert, style: 'bg-hold-soft text-hold' },
  error: { icon: CircleAlert, style: 'bg-deny-soft text-deny' },
} as const

interface Props {
  readonly tone: keyof typeof TONES
  readonly title: ReactNode
  readonly children?: ReactNode
  /** Errors are announced at once, other results politely. */
  readonly announce?: boolean
  readonly className?: string
}

export function Callout({ tone, title, children, announce, className }: Props) {
  const { icon: Icon, style } = TONES[tone]
  return (
    <div
      role={announce ? (tone === 'error' ? 'alert' : 'status') : undefined}
      className={cn('flex gap-2.5 rounded-md px-3 py-2.5', style, className)}
    >
      <Icon aria-hidden className="mt-[3px] size-4 shrink-0" />
      <div className="min-w-0 text-sm">
        <p className="font-medium break-words">{title}</p>
        {children && <div className="text-dense break-words text-ink">{children}</div>}
      </div>
    </div>
  )
}
