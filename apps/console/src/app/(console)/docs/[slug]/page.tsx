import type { Metadata } from 'next'
import Link from 'next/link'
import { notFound } from 'next/navigation'
import { GUIDE, pageOf, readGuide } from '~/features/docs/guide'
import { Markdown } from '~/features/docs/markdown'
import { signedIn } from '~/trpc/server'
import { cn } from '~/ui/cn'
import { Page } from '~/ui/page'

interface Props {
  readonly params: Promise<{ readonly slug: string }>
}

export async function generateMetadata({ params }: Props): Promise<Metadata> {
  return { title: pageOf((await params).slug)?.title ?? 'Guide' }
}

export default async function GuidePage({ params }: Props) {
  await signedIn()
  const page = pageOf((await params).slug) ?? notFound()
  const text = await readGuide(page.slug)
  const next = GUIDE[GUIDE.indexOf(page) + 1]
  return (
    <Page title={page.title}>
      <div className="grid items-start gap-x-10 gap-y-4 lg:grid-cols-[12rem_minmax(0,44rem)]">
        <nav aria-label="Guide" className="flex gap-1 overflow-x-auto lg:sticky lg:top-6 lg:flex-col">
          {GUIDE.map(({ slug, title }) => (
            <Link
              key={slug}
              href={`/docs/${slug}`}
              aria-current={slug === page.slug ? 'page' : undefined}
              className={cn(
                'rounded-md px-2.5 py-1.5 text-dense whitespace-nowrap text-muted hover:bg-hover hover:text-ink lg:whitespace-normal',
                slug === page.slug && 'bg-selected font-medium text-ink',
              )}
            >
              {title}
            </Link>
          ))}
        </nav>
        <article className="min-w-0">
          <Markdown text={text} />
          {next && (
            <p className="mt-8 border-t pt-4 text-dense text-muted">
              Next:{' '}
              <Link href={`/docs/${next.slug}`} className="font-medium text-accent hover:underline">
                {next.title}
              </Link>
            </p>
          )}
        </article>
      </div>
    </Page>
  )
}
