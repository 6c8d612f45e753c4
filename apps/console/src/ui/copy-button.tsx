'use client'

import { Check, Copy } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Button } from './button'
import { toast } from './toast'

interface Props {
  /** A function: what it is at the moment of the click. */
  readonly text: string | (() => string)
  readonly label?: string
  readonly className?: string
}

export function CopyButton({ text, label = 'Copy', className }: Props) {
  const [copied, setCopied] = useState(false)

  useEffect(() => {
    if (!copied) return
    const timer = setTimeout(() => setCopied(false), 2_000)
    return () => clearTimeout(timer)
  }, [copied])

  async function copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(typeof text === 'string' ? text : text())
      setCopied(true)
      toast('Copied')
    } catch {
      toast('The browser did not allow copying. Select the text and copy it by hand.', 'error')
    }
  }

  return (
    <Button
      variant="ghost"
      size="icon"
      aria-label={copied ? 'Copied' : label}
      title={label}
      onClick={() => void copy()}
      className={className}
    >
      {copied ? <Check aria-hidden className="text-allow" /> : <Copy aria-hidden />}
    </Button>
  )
}
