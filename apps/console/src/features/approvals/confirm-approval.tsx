'use client'

import type { RouterOutputs } from '~/trpc/types'
import { CodeBlock } from '~/ui/code'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { CodeField } from '../second-factor/code-field'
import { accessWords } from './access-words'
import { type Scope, ShapeScope } from './shape-scope'

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
  readonly open: boolean
  readonly onOpenChange: (open: boolean) => void
  readonly busy: boolean
  readonly scope: Scope | null
  readonly onScope: (scope: Scope | null) => void
  readonly onConfirm: () => void
  /** Of the approver's second factor; null: it is not asked for. */
  readonly code: string | null
  readonly onCode: (code: string) => void
  readonly codeError: string | undefined
}

/** Asked after the key `a`, so that one key alone runs nothing. */
export function ConfirmApproval({ approval, scope, onScope, code, onCode, codeError, ...dialog }: Props) {
  const { access, statement, requesterName, shape } = approval
  return (
    <ConfirmDialog
      {...dialog}
      title={access ? `Give ${requesterName} this access?` : `Approve this statement of ${requesterName}?`}
      confirm="Approve"
      tone="primary"
    >
      {access ? (
        <p>{accessWords(access)}</p>
      ) : (
        <>
          <p className="mb-2">It runs once, exactly as shown.</p>
          <CodeBlock text={statement} language="sql" copy={false} />
          {shape !== null && <ShapeScope shape={shape} value={scope} onChange={onScope} />}
        </>
      )}
      {code !== null && (
        <form
          className="mt-4"
          onSubmit={(event) => {
            event.preventDefault()
            dialog.onConfirm()
          }}
        >
          <CodeField value={code} onChange={onCode} error={codeError} />
        </form>
      )}
    </ConfirmDialog>
  )
}
