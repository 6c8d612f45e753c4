import type { CallToolResult } from '@modelcontextprotocol/server'
import { SallyportError } from '@sallyport/core'
import { describeError, log } from '../../log'
import { STATUS } from './errors'

/** What a tool answers: structured for programs, and the same as text for models that read only that. */
export function answer(content: object, { isError = false } = {}): CallToolResult {
  const structuredContent = { ...content }
  return {
    content: [{ type: 'text', text: JSON.stringify(structuredContent) }],
    structuredContent,
    ...(isError && { isError }),
  }
}

/** Answers what was thrown, and of an unexpected error never more than that there was one. */
export async function answering(run: () => Promise<CallToolResult>): Promise<CallToolResult> {
  try {
    return await run()
  } catch (error) {
    return answer(refusal(error), { isError: true })
  }
}

export function refusal(error: unknown) {
  if (error instanceof SallyportError) {
    const { code, message, hint } = error
    return { status: STATUS[code], code, message, ...(hint && { hint }) }
  }
  log('error', 'a tool could not answer', describeError(error))
  return { status: 'failed' as const, code: 'INTERNAL' as const, message: 'internal error in the gateway' }
}
