import type { Permission } from '@sallyport/api'
import { Lock } from 'lucide-react'
import Link from 'next/link'
import { signedIn } from '~/trpc/server'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Page } from '~/ui/page'

interface Props {
  readonly permission: Permission
  /** What the page would show, as in "the audit log". */
  readonly what: string
}

/** In the place of a page that the role does not open. */
export async function Refused({ permission, what }: Props) {
  const me = await signedIn()
  return (
    <Page title="You may not see this page">
      <EmptyState
        icon={Lock}
        title={`Your role does not open ${what}`}
        action={
          <Button asChild>
            <Link href="/">Back to the overview</Link>
          </Button>
        }
      >
        <p>
          You are signed in as {me.name} with the role <strong>{me.role}</strong>. This needs the permission{' '}
          <code className="font-mono text-xs">{permission}</code>.
        </p>
        <p className="mt-1">
          If you need it for your work, ask an admin of {me.organizationName} for another role, or a colleague
          who has it to look for you.
        </p>
      </EmptyState>
    </Page>
  )
}
