import { cva, type VariantProps } from 'class-variance-authority'
import { LoaderCircle } from 'lucide-react'
import { Slot } from 'radix-ui'
import type { ComponentProps } from 'react'
import { cn } from './cn'

export const buttonStyle = cva(
  'inline-flex shrink-0 items-center justify-center gap-1.5 rounded-md font-medium whitespace-nowrap transition-colors select-none disabled:cursor-not-allowed disabled:opacity-55 [&_svg]:size-4 [&_svg]:shrink-0',
  {
    variants: {
      variant: {
        primary: 'bg-accent text-on-accent hover:bg-accent-strong',
        secondary: 'border border-edge/60 bg-surface text-ink hover:bg-hover',
        ghost: 'text-muted hover:bg-hover hover:text-ink',
        danger: 'bg-deny text-on-deny hover:bg-deny-strong',
        'danger-ghost': 'text-deny hover:bg-deny-soft',
      },
      size: {
        sm: 'h-7 px-2.5 text-dense',
        md: 'h-9 px-3.5 text-sm',
        icon: 'size-8 text-sm',
      },
    },
    defaultVariants: { variant: 'secondary', size: 'md' },
  },
)

interface Props extends ComponentProps<'button'>, VariantProps<typeof buttonStyle> {
  /** Renders the style on the only child, for links that look like buttons. */
  readonly asChild?: boolean
  readonly busy?: boolean
}

export function Button({ variant, size, asChild, busy, className, children, disabled, ...rest }: Props) {
  const classes = cn(buttonStyle({ variant, size }), className)
  if (asChild) {
    return (
      <Slot.Root className={classes} {...rest}>
        {children}
      </Slot.Root>
    )
  }
  return (
    <button type="button" className={classes} disabled={disabled || busy} aria-busy={busy} {...rest}>
      {busy && <LoaderCircle aria-hidden className="animate-spin" />}
      {children}
    </button>
  )
}
