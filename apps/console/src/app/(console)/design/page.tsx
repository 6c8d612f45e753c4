import type { Metadata } from 'next'
import { notFound } from 'next/navigation'
import { Buttons, Fields, Overlays } from '~/features/design/controls'
import { Lists } from '~/features/design/lists'
import { States, Texts, Tokens } from '~/features/design/texts'
import { signedIn } from '~/trpc/server'
import { Page } from '~/ui/page'

export const metadata: Metadata = { title: 'Design' }

/** Every part that pages are made of, for those who make pages. */
export default async function DesignPage() {
  const me = await signedIn()
  if (me.role !== 'admin') notFound()
  return (
    <Page title="Design" description="The parts of this console, in the theme that you look at it in.">
      <Tokens />
      <Buttons />
      <Fields />
      <Lists />
      <Texts />
      <Overlays />
      <States />
    </Page>
  )
}
