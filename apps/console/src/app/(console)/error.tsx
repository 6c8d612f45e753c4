'use client'

import { useQueryErrorResetBoundary } from '@tanstack/react-query'
import { CircleAlert } from 'lucide-react'
import { messageOf } from '~/trpc/form-errors'
import { Button } from '~/ui/button'
import { EmptyState } from '~/ui/empty-state'
import { Page } from '~/ui/page'

interface Props {
  readonly error: unknown
  readonly retry: () => void
}

export default function ErrorPage({ error, retry }: Props) {
  const { reset } = useQueryErrorResetBoundary()
  return (
    <Page title="This page could not be shown">
      <EmptyState
        icon={CircleAlert}
        title={messageOf(error)}
        action={
          <Button
            variant="primary"
            onClick={() => {
              reset()
              retry()
            }}
          >
            Try again
          </Button>
        }
      >
        Nothing was changed. If it goes on, the console’s log says more
        {digestOf(error) && (
          <>
            {' '}
            under <code className="font-mono text-xs">{digestOf(error)}</code>
          </>
        )}
        .
      </EmptyState>
    </Page>
  )
}

function digestOf(error: unknown): string | null {
  return error instanceof Error && 'digest' in error && typeof error.digest === 'string' ? error.digest : null
}
