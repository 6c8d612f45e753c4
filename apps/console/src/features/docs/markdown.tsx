import Link from 'next/link'
import ReactMarkdown, { type Components } from 'react-markdown'
import remarkGfm from 'remark-gfm'
import { CodeBlock } from '~/ui/code'

const COMPONENTS: Components = {
  h2: ({ children }) => <h2 className="mt-7 mb-2 text-base font-semibold tracking-tight">{children}</h2>,
  p: ({ children }) => <p className="my-2.5 leading-6">{children}</p>,
  ul: ({ children }) => <ul className="my-2.5 flex list-disc flex-col gap-1.5 pl-5 leading-6">{children}</ul>,
  ol: ({ children }) => (
    <ol className="my-2.5 flex list-decimal flex-col gap-1.5 pl-5 leading-6">{children}</ol>
  ),
  a: ({ href = '', children }) => (
    <Link href={href} className="text-accent underline underline-offset-2">
      {children}
    </Link>
  ),
  code: ({ children }) => (
    <code className="rounded bg-sunken px-1 py-0.5 font-mono text-[0.8125em] break-words">{children}</code>
  ),
  pre: ({ node }) => <CodeBlock text={textOf(node)} label="Example" className="my-3" />,
  table: ({ children }) => (
    <div className="my-3 overflow-x-auto">
      <table className="w-full text-left text-dense [&_td]:border-t [&_td]:py-1.5 [&_td]:pr-4 [&_th]:py-1.5 [&_th]:pr-4 [&_th]:text-xs [&_th]:font-medium [&_th]:text-faint">
        {children}
      </table>
    </div>
  ),
}

/** Our own documents; rendered on the server, without a line of script. */
export function Markdown({ text }: { readonly text: string }) {
  return (
    <ReactMarkdown remarkPlugins={[remarkGfm]} components={COMPONENTS}>
      {text}
    </ReactMarkdown>
  )
}

interface Node {
  readonly value?: unknown
  readonly children?: readonly unknown[]
}

function textOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return ''
  const { value, children = [] } = node as Node
  return typeof value === 'string' ? value.replace(/\n$/, '') : children.map(textOf).join('')
}
