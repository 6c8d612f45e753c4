import type { JsonSchemaType, jsonSchemaValidator } from '@modelcontextprotocol/server'
import { Ajv, addFormats } from '@modelcontextprotocol/server/validators/ajv'
import { RE2JS } from 're2js'

type Check = (value: unknown) => string | null

const MAX_KEPT = 2_000
const kept = new Map<string, Check | null>()

/**
 * Says what is wrong with a value by a server's schema; null: nothing is. Patterns are RE2's, linear in the value, since
 * the schema is another's; what RE2 has not is left to the server. Null in place of a check: it is no schema.
 */
export function checkerOf(schema: object): Check | null {
  const key = JSON.stringify(schema)
  const known = kept.get(key)
  if (known !== undefined) return known
  if (kept.size >= MAX_KEPT) kept.clear()
  const made = compile(schema)
  kept.set(key, made)
  return made
}

function compile(schema: object): Check | null {
  const ajv = new Ajv({
    strict: false,
    validateSchema: false,
    logger: false,
    addUsedSchema: false,
    code: { regExp: Object.assign(matcher, { code: 'matcher' }) },
  })
  addFormats(ajv)
  try {
    const { $schema: _, $id: __, ...own } = schema as Record<string, unknown>
    const validate = ajv.compile(own)
    return (value) => (validate(value) ? null : ajv.errorsText(validate.errors))
  } catch {
    return null
  }
}

function matcher(pattern: string): { test(text: string): boolean } {
  try {
    const expression = RE2JS.compile(pattern)
    return { test: (text) => expression.matcher(text).find() }
  } catch {
    return { test: () => true }
  }
}

/** The same for the SDK, which compiles the schema of a tool whenever it sees it: here when it is first needed. */
export const lazyValidator: jsonSchemaValidator = {
  getValidator<T>(schema: JsonSchemaType) {
    return (input: unknown) => {
      const check = checkerOf(schema)
      const problem = check ? check(input) : 'its schema cannot be used'
      return problem === null
        ? { valid: true, data: input as T, errorMessage: undefined }
        : { valid: false, data: undefined, errorMessage: problem }
    }
  },
}
