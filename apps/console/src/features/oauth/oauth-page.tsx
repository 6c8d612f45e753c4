import type { ReactNode } from 'react'
import { Logo } from '~/ui/logo'

/** A page that belongs to a program's request, without the console around it. */
export function OAuthPage({ children }: { readonly children: ReactNode }) {
  return (
    <main className="flex min-h-dvh items-center justify-center px-4 py-10">
      <div className="w-full max-w-md">
        <div className="mb-6 flex justify-center">
          <Logo className="size-10" />
        </div>
        {children}
      </div>
    </main>
  )
}
