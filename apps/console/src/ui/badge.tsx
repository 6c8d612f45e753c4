import { cva, type VariantProps } from 'class-variance-authority'
import type { ReactNode } from 'react'
import { cn } from './cn'

const badgeStyle = cva(
  'inline-flex shrink-0 items-center gap-1 rounded px-1.5 text-xs leading-5 font-medium whitespace-nowrap [&_svg]:size-3',
  {
    variants: {
      tone: {
        neutral: 'bg-sunken text-muted ring-1 ring-line ring-inset',
        accent: 'bg-accent-soft text-accent',
        allow: 'bg-allow-soft text-allow',
        hold: 'bg-hold-soft text-hold',
        deny: 'bg-deny-soft text-deny',
        masked: 'bg-masked-soft text-masked',
      },
    },
    defaultVariants: { tone: 'neutral' },
  },
)

export type Tone = NonNullable<VariantProps<typeof badgeStyle>['tone']>

interface Props {
  readonly tone?: Tone
  readonly title?: string
  readonly className?: string
  readonly children: ReactNode
}

export function Badge({ tone = 'neutral', className, children, title }: Props) {
  return (
    <span className={cn(badgeStyle({ tone }), className)} title={title}>
      {children}
    </span>
  )
}

/** A dot that says that something is going on right now. */
export function LiveBadge({ label = 'Live' }: { readonly label?: string }) {
  return (
    <Badge tone="allow">
      <span aria-hidden className="relative flex size-2 items-center justify-center">
        <span className="absolute size-2 animate-ping rounded-full bg-current opacity-40" />
        <span className="size-1.5 rounded-full bg-current" />
      </span>
      {label}
    </Badge>
  )
}
