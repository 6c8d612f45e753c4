import type { LucideIcon } from 'lucide-react'
import type { ReactNode } from 'react'

interface Props {
  readonly icon: LucideIcon
  readonly title: string
  /** What to do so that something appears here. */
  readonly children?: ReactNode
  readonly action?: ReactNode
}

export function EmptyState({ icon: Icon, title, children, action }: Props) {
  return (
    <div className="flex flex-col items-center gap-2 rounded-lg border border-dashed border-edge/60 px-6 py-14 text-center">
      <Icon aria-hidden className="size-6 text-faint" strokeWidth={1.5} />
      <p className="font-medium">{title}</p>
      {children && <div className="max-w-md text-dense text-muted">{children}</div>}
      {action && <div className="mt-2">{action}</div>}
    </div>
  )
}
