'use client'

import { type ComponentProps, useState } from 'react'
import { Button } from '~/ui/button'
import { Actions, Dialog } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Textarea } from '~/ui/input'

interface Props {
  readonly open: boolean
  readonly onClose: () => void
  readonly title: string
  readonly description: string
  /** What the procedure calls the reason, so that its error stands beside it. */
  readonly field: string
  readonly placeholder: string
  readonly confirm: string
  readonly tone: 'primary' | 'danger'
  readonly busy: boolean
  readonly error: ComponentProps<typeof Form>['error']
  readonly onConfirm: (reason: string) => void
}

/** Asks why, before something is done that others will ask about. */
export function ReasonDialog({ open, onClose, title, description, onConfirm, ...rest }: Props) {
  const [reason, setReason] = useState('')
  const { field, placeholder, confirm, tone, busy, error } = rest
  return (
    <Dialog
      open={open}
      onOpenChange={(isOpen) => !isOpen && onClose()}
      title={title}
      description={description}
    >
      <Form label={title} error={error} onSubmit={() => onConfirm(reason)}>
        {(errors) => (
          <>
            <Field label="Reason" required error={errors.of(field)}>
              <Textarea
                value={reason}
                maxLength={500}
                onChange={({ target }) => setReason(target.value)}
                placeholder={placeholder}
              />
            </Field>
            <Actions>
              <Button onClick={onClose}>Cancel</Button>
              <Button type="submit" variant={tone} busy={busy}>
                {confirm}
              </Button>
            </Actions>
          </>
        )}
      </Form>
    </Dialog>
  )
}
