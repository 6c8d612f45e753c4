import type { TokenScope } from '@sallyport/core'
import { Check, X } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '~/ui/button'
import { VisibleText } from '~/ui/visible-text'
import { GRANT_WORDS } from './grant-words'

interface Props {
  /** As the program calls itself. */
  readonly name: string
  readonly isOwn: boolean
  readonly scopes: readonly TokenScope[]
  readonly me: string
  readonly email: string | null
  /** Where the answer goes, in words. */
  readonly goesTo: string
  readonly busy: boolean
  readonly children?: ReactNode
  readonly onAnswer: (allow: boolean) => void
}

/** What a person gives by saying yes, in full, before they say it. */
export function GrantCard({ name, isOwn, scopes, me, email, goesTo, busy, children, onAnswer }: Props) {
  return (
    <section className="flex flex-col gap-4 rounded-xl border bg-surface p-5 shadow-xs">
      <h1 className="text-lg font-semibold tracking-tight">
        Let <VisibleText>{name}</VisibleText> act as you?
      </h1>
      {!isOwn && (
        <p className="text-dense text-muted">
          That is what the program calls itself; nobody has checked it. Go on only if you have just started
          it.
        </p>
      )}
      <ul className="flex flex-col gap-2">
        {scopes.map((scope) => (
          <li key={scope} className="flex gap-2">
            <Check aria-hidden className="mt-0.5 size-4 shrink-0" /> {GRANT_WORDS[scope]}
          </li>
        ))}
        <li className="flex gap-2 text-muted">
          <X aria-hidden className="mt-0.5 size-4 shrink-0" /> Approve requests, or make other tokens: never
        </li>
      </ul>
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-1 text-dense">
        <dt className="text-muted">In whose name</dt>
        <dd className="break-words">
          {me}
          {email && ` (${email})`}
        </dd>
        <dt className="text-muted">Answer goes to</dt>
        <dd className="break-words">
          <VisibleText>{goesTo}</VisibleText>
        </dd>
        <dt className="text-muted">Until</dt>
        <dd>You take it back on your account page, or it was not used for 30 days</dd>
      </dl>
      {children}
      <div className="flex flex-wrap gap-2">
        <Button variant="primary" busy={busy} onClick={() => onAnswer(true)}>
          Give access
        </Button>
        <Button disabled={busy} onClick={() => onAnswer(false)}>
          Refuse
        </Button>
      </div>
    </section>
  )
}
