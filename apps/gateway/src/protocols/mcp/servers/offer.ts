import {
  type CallToolResult,
  fromJsonSchema,
  type JsonSchemaType,
  type McpServer,
  type RegisteredTool,
  type ServerContext,
} from '@modelcontextprotocol/server'
import { evaluate } from '@sallyport/policy'
import { answer, refusal } from '../answer'
import { type Bearer, bearerOf } from '../bearer'
import { patiently, pending, sessionOf, WAIT_SECONDS } from '../patience'
import type { Workshop } from '../tools/tool'
import { lazyValidator } from './schemas'
import type { OfferedTool } from './served-tools'
import { operationOf, type ToolAsked } from './tool-work'

/** What one client is offered of servers' tools, kept as policy has it. */
export type Offer = (bearer: Bearer) => Promise<void>

/** Registers them, and those that come and go later: call it again before each request of a client that stays. */
export function offerTools(server: McpServer, workshop: Workshop): Offer {
  const registered = new Map<string, { readonly key: string; readonly tool: RegisteredTool }>()
  return async (bearer) => {
    const offered = await workshop.servedTools.of(bearer)
    const wanted = new Map(offered.map((each) => [each.name, each]))
    for (const [name, { key, tool }] of registered) {
      const found = wanted.get(name)
      if (found && keyOf(found) === key) continue
      tool.remove()
      registered.delete(name)
    }
    for (const each of offered)
      if (!registered.has(each.name))
        registered.set(each.name, { key: keyOf(each), tool: register(server, workshop, each) })
  }
}

function keyOf({ connection, tool }: OfferedTool): string {
  return `${connection} ${tool.hash}`
}

function register(server: McpServer, workshop: Workshop, offered: OfferedTool): RegisteredTool {
  const { title, description, inputSchema, outputSchema, annotations } = offered.tool.definition
  return server.registerTool(
    offered.name,
    {
      ...(title !== undefined && { title }),
      ...(description !== undefined && { description }),
      inputSchema: fromJsonSchema<Record<string, unknown>>(inputSchema as JsonSchemaType, lazyValidator),
      ...(outputSchema && { outputSchema: fromJsonSchema(outputSchema as JsonSchemaType, lazyValidator) }),
      ...(annotations && { annotations }),
    },
    (args: Record<string, unknown>, context: ServerContext) => call(workshop, offered, args, context),
  )
}

async function call(
  workshop: Workshop,
  { name, connection, tool }: OfferedTool,
  args: Record<string, unknown>,
  context: ServerContext,
): Promise<CallToolResult> {
  // What is not the tool's own answer need not fit its schema, and clients look at no text but it.
  const say = (content: object) => {
    const said = answer(content, { isError: true })
    if (!tool.definition.outputSchema) return said
    return { content: said.content, isError: true, _meta: { 'sallyport/answer': content } }
  }
  try {
    const bearer = bearerOf(context)
    const asked: ToolAsked = { connection, tool: tool.definition.name, hash: tool.hash, arguments: args }
    const running = workshop.toolCalls.take(bearer, asked)
    const outcome = await patiently(workshop.toolCalls, running, WAIT_SECONDS * 1_000, context)
    const session = sessionOf(workshop, running)
    if (outcome === 'pending')
      return say({ ...pending(running, `${name} again with the same arguments`), ...session })
    if (outcome.kind === 'answered') return outcome.answer
    const said = refusal(outcome.error)
    if (said.status !== 'denied') return say({ ...said, ...session })
    const denied = await denial(workshop, bearer, asked)
    await workshop.repeats.slow(
      bearer.subject,
      running.sessionId,
      { connection, ...denied },
      context.mcpReq.signal,
    )
    return say({ ...said, ...denied, ask: ASK, ...session })
  } catch (error) {
    return say(refusal(error))
  }
}

const ASK =
  'Do not try the same in other words: each attempt is recorded. To be allowed it, call request_access and say why.'

async function denial({ gate }: Workshop, bearer: Bearer, asked: ToolAsked) {
  const operation = operationOf(asked)
  const what = `call on ${operation.resource}`
  const { identity } = await gate.access(bearer)
  const { rules } = gate.policy.current()
  const request = { operations: [operation], connection: asked.connection, at: Date.now() }
  return { what, rule: evaluate(rules, request, identity).rule?.name ?? null }
}
