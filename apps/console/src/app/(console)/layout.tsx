import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell } from '~/features/shell/shell'
import { HydrateClient, may, prefetch, signedIn, trpc } from '~/trpc/server'
import { THEME_COOKIE, themeFrom } from '~/ui/theme'

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  await signedIn()
  // Awaited: what is read without suspending must be the same when the server renders and when the browser wakes up.
  await Promise.all([
    prefetch(trpc.me.get.queryOptions()),
    (await may('approval:read')) && prefetch(trpc.approvals.counts.queryOptions()),
  ])
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <HydrateClient>
      <Shell theme={theme}>{children}</Shell>
    </HydrateClient>
  )
}
