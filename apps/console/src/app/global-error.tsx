'use client'

import './globals.css'
import { Button } from '~/ui/button'

export default function GlobalError({ retry }: { readonly error: unknown; readonly retry: () => void }) {
  return (
    <html lang="en">
      <body>
        <title>Something went wrong · Sallyport</title>
        <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-4 text-center">
          <h1 className="text-xl font-semibold">The console could not show this page</h1>
          <p className="max-w-sm text-muted">Nothing was changed. The console’s log says more.</p>
          <Button variant="primary" onClick={() => retry()}>
            Try again
          </Button>
        </main>
      </body>
    </html>
  )
}
