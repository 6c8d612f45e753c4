import Link from 'next/link'
import { Button } from '~/ui/button'
import { Logo } from '~/ui/logo'

export const metadata = { title: 'Not found' }

export default function NotFound() {
  return (
    <main className="flex min-h-dvh flex-col items-center justify-center gap-3 px-4 text-center">
      <Logo className="size-9" />
      <h1 className="text-xl font-semibold">There is nothing at this address</h1>
      <p className="max-w-sm text-muted">The link may be old, or what it led to was removed.</p>
      <Button asChild className="mt-2">
        <Link href="/">Back to the overview</Link>
      </Button>
    </main>
  )
}
