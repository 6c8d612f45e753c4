import type { Verb } from '@sallyport/core'
import { z } from 'zod'
import { ByteReader } from '../../../bytes/reader'
import { send } from '../../../bytes/send'
import type { Impact } from '../../../session/approvals'
import type { Parameter, Statement } from '../../../session/statement'
import { decodeErrorFields } from '../codec/error-fields'
import { bodyOf, Framer } from '../codec/framer'
import { cstring, int16, int32, message } from '../codec/write'
import { ask } from '../target/ask'
import type { TargetLink } from '../target/target-link'

type Planned = Pick<Impact, 'plan' | 'planProblem'>

/** A planner may run what is declared immutable: what calls functions of somebody's own is not planned. */
const PLANNED: ReadonlySet<Verb> = new Set(['read', 'insert', 'update', 'delete', 'session'])
const MAX_ANSWER_BYTES = 16 * 1024 * 1024
const MAX_DEPTH = 100
/** Well above the statement_timeout that the target is given. */
const TIMEOUT_MS = 10_000

/**
 * Has the target plan the statement, in a read-only transaction of a session of ours that ends with it. The text goes as
 * one Parse, which takes one statement and no more; what is no plain query, or would be read otherwise than in the
 * client's session, is not planned.
 */
export async function explainStatement(
  link: TargetLink,
  { text, parameters, operations, context }: Statement,
  searchPath: string | undefined,
): Promise<Planned> {
  if (!operations.every(({ verb }) => PLANNED.has(verb))) {
    return withoutPlan('Only queries and changes of rows are planned, without functions of somebody’s own.')
  }
  const isChanged = context.some(([name, value]) => name === 'settings' && value !== '')
  if (isChanged && searchPath === undefined) {
    return withoutPlan(
      'The session has changed its settings, so that its names may mean something else here.',
    )
  }
  await ask(link, 'BEGIN READ ONLY')
  // The target said it of the client's session, as a list of quoted names.
  if (searchPath !== undefined) await ask(link, `SET LOCAL search_path = ${quoteList(searchPath)}`)
  const late = setTimeout(() => link.socket.destroy(), TIMEOUT_MS)
  const explained = explain(link, `EXPLAIN (FORMAT JSON) ${text}`, parameters)
  const answer = await explained.finally(() => clearTimeout(late))
  if ('code' in answer)
    return withoutPlan(PROBLEMS[answer.code] ?? `The target does not plan it (${answer.code}).`)
  return { plan: toPlan(answer.json), planProblem: null }
}

const PROBLEMS: Readonly<Record<string, string>> = {
  '42P01': 'It uses a table that only its own session sees.',
  '55P03': 'Something it uses is locked at this moment.',
  '57014': 'The target did not plan it within three seconds.',
  '42601': 'It is no single query that could be planned.',
}

function withoutPlan(planProblem: string): Planned {
  return { plan: null, planProblem }
}

/** `set_config` would take the whole list for one name; the server's own spelling is a list already. */
function quoteList(searchPath: string): string {
  const names = searchPath.match(/"(?:[^"]|"")*"|[^,\s]+/g) ?? []
  const quoted = names.map((name) =>
    /^"(?:[^"]|"")*"$/.test(name) ? name : `"${name.replaceAll('"', '""')}"`,
  )
  return quoted.length > 0 ? quoted.join(', ') : "''"
}

/** Parse, Bind, Execute, Sync: the values go as the client sent them. */
async function explain(
  link: TargetLink,
  text: string,
  parameters: readonly Parameter[],
): Promise<{ readonly json: string } | { readonly code: string }> {
  const count = int16(parameters.length)
  const parse = message(
    'P',
    cstring(''),
    cstring(text),
    count,
    ...parameters.map(({ typeOid }) => int32(typeOid)),
  )
  const values = parameters.flatMap(({ bytes }) => (bytes ? [int32(bytes.length), bytes] : [int32(-1)]))
  const formats = parameters.map(({ format }) => int16(format))
  const bind = message('B', cstring(''), cstring(''), count, ...formats, count, ...values, int16(0))
  const execute = message('E', cstring(''), int32(0))
  await send(link.socket, Buffer.concat([parse, bind, execute, message('S')]))

  const framer = new Framer(MAX_ANSWER_BYTES)
  let json = ''
  let code = ''
  for (;;) {
    const chunk = await link.inbox.read()
    if (!chunk) return { code: code || '08006' }
    for (const frame of framer.push(chunk)) {
      const type = String.fromCharCode(frame[0] ?? 0)
      if (type === 'D') json += firstValue(bodyOf(frame))
      if (type === 'E') code = decodeErrorFields(bodyOf(frame)).get('C') ?? 'XX000'
      if (type === 'Z') return code ? { code } : { json }
    }
  }
}

function firstValue(body: Buffer): string {
  const reader = new ByteReader(body, 'DataRow')
  if (reader.uint16() === 0) return ''
  const length = reader.int32()
  return length === -1 ? '' : reader.bytes(length).toString('utf8')
}

interface Node {
  readonly 'Node Type': string
  readonly 'Plan Rows': number
  readonly 'Total Cost': number
  readonly Plans?: readonly Node[] | undefined
}
const Node: z.ZodType<Node> = z.object({
  'Node Type': z.string(),
  'Plan Rows': z.number(),
  'Total Cost': z.number(),
  Plans: z.array(z.lazy(() => Node)).optional(),
})
/** More than one where a rule of the target's makes several of it. */
const Plans = z.array(z.object({ Plan: Node })).min(1)

/** How many rows are changed or returned: a change without RETURNING returns none, and changes what lies below it. */
function toPlan(json: string): Planned['plan'] {
  const plans = Plans.parse(JSON.parse(json)).map(({ Plan }) => ({
    rows: rowsOf(Plan),
    cost: Plan['Total Cost'],
  }))
  return plans.reduce((sum, { rows, cost }) => ({ rows: sum.rows + rows, cost: sum.cost + cost }))
}

function rowsOf(top: Node): number {
  let node = top
  for (let depth = 0; node['Node Type'] === 'ModifyTable' && depth < MAX_DEPTH; depth++) {
    const [below] = node.Plans ?? []
    if (!below) break
    node = below
  }
  return node['Plan Rows']
}
