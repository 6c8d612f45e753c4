import Link from 'next/link'
import type { RouterOutputs } from '~/trpc/types'
import { VisibleText } from '~/ui/visible-text'
import { subjectPath } from './action-words'

interface Props {
  readonly event: RouterOutputs['audit']['list']['items'][number]
}

/** What an event is about, with the way to it. */
export function AuditSubject({ event: { subjectType, subjectId, subjectName, action } }: Props) {
  const path = subjectPath(subjectType, subjectId, action)
  return (
    <>
      <span className="text-faint">{subjectType}</span>{' '}
      {path ? (
        <Link href={path} prefetch={false} className="relative text-accent hover:underline">
          <VisibleText>{subjectName || 'open'}</VisibleText>
        </Link>
      ) : (
        <VisibleText>{subjectName}</VisibleText>
      )}
    </>
  )
}
