import { cookies } from 'next/headers'
import type { ReactNode } from 'react'
import { Shell } from '~/features/shell/shell'
import { HydrateClient, may, prefetch, signedIn, trpc } from '~/trpc/server'
import { THEME_COOKIE, themeFrom } from '~/ui/theme'

export default async function ConsoleLayout({ children }: { readonly children: ReactNode }) {
  await signedIn()
  await prefetch(trpc.me.get.queryOptions())
  if (await may('approval:read')) void prefetch(trpc.approvals.counts.queryOptions())
  const theme = themeFrom((await cookies()).get(THEME_COOKIE)?.value)
  return (
    <HydrateClient>
      <Shell theme={theme}>{children}</Shell>
    </HydrateClient>
  )
}
