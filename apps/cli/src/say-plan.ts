import type { AppRouter } from '@sallyport/api'
import type { inferRouterOutputs } from '@trpc/server'

type Plan = inferRouterOutputs<AppRouter>['policyFile']['plan']

const SIGNS = { create: '+', update: '~', remove: '-', keep: '=' } as const
const WORDS = {
  group: 'group',
  connection: 'connection',
  rule: 'rule',
  'masking-rule': 'masking rule',
} as const

/** A plan for people: a line a thing, and under it each field that changes. */
export function sayPlan({ items, unchanged }: Plan): string {
  const lines = items.flatMap(({ action, kind, name, fields }) => [
    `${SIGNS[action]} ${WORDS[kind]} "${name}"${action === 'keep' ? ' is not in the file and stays' : ''}`,
    ...Object.entries(fields).map(([field, { before, after }]) =>
      action === 'update'
        ? `    ${field}: ${JSON.stringify(before)} → ${JSON.stringify(after)}`
        : `    ${field}: ${JSON.stringify(after)}`,
    ),
  ])
  const count = (wanted: string) => items.filter(({ action }) => action === wanted).length
  const sum = `${count('create')} to create, ${count('update')} to change, ${count('remove')} to remove, ${unchanged} as they are.`
  return `${[...lines, ...(lines.length > 0 ? [''] : []), sum].join('\n')}\n`
}
