'use client'

import { Button } from '~/ui/button'
import { CodeBlock } from '~/ui/code'
import { Actions, Dialog } from '~/ui/dialog'

interface Props {
  readonly text: string
  readonly onClose: () => void
}

/** Shown once: whoever receives the messages checks their signatures with it. */
export function SigningSecret({ text, onClose }: Props) {
  return (
    <Dialog
      open
      onOpenChange={(open) => !open && onClose()}
      title="The webhook’s signing secret"
      description="Give it to the receiver: it checks webhook-signature with it. It is not shown again; a new one can be made."
    >
      <CodeBlock text={text} label="Signing secret" />
      <Actions>
        <Button variant="primary" onClick={onClose}>
          I have kept it
        </Button>
      </Actions>
    </Dialog>
  )
}
