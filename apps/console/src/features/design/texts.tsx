import { Inbox } from 'lucide-react'
import { Bars } from '~/ui/bars'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Diff } from '~/ui/diff'
import { EmptyState } from '~/ui/empty-state'
import { Section } from '~/ui/page'
import { PanelTabs } from '~/ui/panel-tabs'
import { CardSkeleton } from '~/ui/skeleton'
import { Steps } from '~/ui/steps'
import { TableSkeleton } from '~/ui/table'

const COLOURS = [
  ['canvas', 'bg-canvas'],
  ['surface', 'bg-surface'],
  ['raised', 'bg-raised'],
  ['sunken', 'bg-sunken'],
  ['hover', 'bg-hover'],
  ['selected', 'bg-selected'],
  ['line', 'bg-line'],
  ['edge', 'bg-edge'],
  ['ink', 'bg-ink'],
  ['muted', 'bg-muted'],
  ['faint', 'bg-faint'],
  ['accent', 'bg-accent'],
  ['allow', 'bg-allow'],
  ['hold', 'bg-hold'],
  ['deny', 'bg-deny'],
  ['masked', 'bg-masked'],
] as const

export function Tokens() {
  return (
    <Section title="Colours and type">
      <ul className="grid grid-cols-[repeat(auto-fill,minmax(6rem,1fr))] gap-2">
        {COLOURS.map(([name, style]) => (
          <li key={name} className="text-xs">
            <span className={`mb-1 block h-9 rounded-md border ${style}`} />
            {name}
          </li>
        ))}
      </ul>
      <div className="mt-4 flex flex-col gap-1">
        <p className="text-xl font-semibold tracking-tight">A page’s title</p>
        <p className="text-base font-semibold">A dialog’s title</p>
        <p>What is read. Fourteen pixels on twenty-two.</p>
        <p className="text-dense text-muted">What is dense: lists and hints.</p>
        <p className="text-xs text-faint">What is beside the point.</p>
        <p className="font-mono text-xs">What a machine says: 0123456789</p>
      </div>
    </Section>
  )
}

export function Texts() {
  return (
    <Section title="Words and code">
      <div className="flex flex-col gap-4">
        <Steps labels={['Target', 'Data', 'Policy', 'Connect']} current={1} />
        <div className="grid gap-2 md:grid-cols-2">
          <Callout tone="info" title="Something to know">
            And why.
          </Callout>
          <Callout tone="good" title="It works" />
          <Callout tone="warning" title="Look at this first" />
          <Callout tone="error" title="It did not work">
            What to do next.
          </Callout>
        </div>
        <PanelTabs
          label="Examples"
          panels={[
            {
              value: 'sql',
              label: 'SQL',
              content: <CodeBlock language="sql" text={"SELECT name FROM customers WHERE email = 'a@b'"} />,
            },
            {
              value: 'diff',
              label: 'Diff',
              content: (
                <Diff
                  label="Change"
                  before={'effect: allow\nverbs: [read]'}
                  after={'effect: hold\nverbs: [read]'}
                />
              ),
            },
          ]}
        />
      </div>
    </Section>
  )
}

const SERIES = [
  { id: 'allow', label: 'Allowed', fill: 'fill-accent', dot: 'bg-accent' },
  { id: 'hold', label: 'Held', fill: 'fill-hold', dot: 'bg-hold' },
  { id: 'deny', label: 'Denied', fill: 'fill-deny', dot: 'bg-deny' },
]

const BARS = Array.from({ length: 24 }, (_, hour) => ({
  label: `${String(hour).padStart(2, '0')}:00`,
  values: { allow: (hour * 37) % 91, hold: (hour * 5) % 7, deny: (hour * 3) % 4 },
}))

export function States() {
  return (
    <>
      <Section title="Chart">
        <Bars label="Statements by hour" series={SERIES} bars={BARS} />
      </Section>
      <Section title="Empty and loading">
        <div className="grid gap-4 md:grid-cols-2">
          <EmptyState
            icon={Inbox}
            title="Nothing waits"
            action={<Button size="sm">See what was answered</Button>}
          >
            What is held appears here by itself.
          </EmptyState>
          <CardSkeleton />
          <div className="md:col-span-2">
            <TableSkeleton rows={2} />
          </div>
        </div>
      </Section>
    </>
  )
}
