import { SearchX } from 'lucide-react'
import Link from 'next/link'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Page } from '~/ui/page'

export default function NotFound() {
  return (
    <Page title="Not found">
      <EmptyState
        icon={SearchX}
        title="There is nothing at this address, or you may not see it"
        action={
          <Button asChild>
            <Link href="/">Back to the overview</Link>
          </Button>
        }
      >
        It may have been removed. Things of other people are not shown unless your role allows it: ask a
        reviewer or an admin to look for you.
      </EmptyState>
    </Page>
  )
}
