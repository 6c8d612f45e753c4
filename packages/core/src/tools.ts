/** An MCP server behind a connection, and how a gateway reaches it. */
export type ToolServer =
  /** Streamable HTTP. Its secrets are headers. */
  | { readonly transport: 'http'; readonly url: string; readonly passesFiles: boolean }
  /** A program on the gateway's machine. Its secrets are variables of its environment. */
  | {
      readonly transport: 'stdio'
      readonly command: string
      readonly args: readonly string[]
      readonly passesFiles: boolean
    }

/** A tool as its server describes it. What it says of itself (`annotations`) is only claimed. */
export interface ToolDefinition {
  readonly name: string
  readonly title?: string
  readonly description?: string
  /** JSON Schema of an object. */
  readonly inputSchema: Readonly<Record<string, unknown>>
  readonly outputSchema?: Readonly<Record<string, unknown>>
  readonly annotations?: Readonly<Record<string, unknown>>
}

/** A definition, with the SHA-256 (hexadecimal) of all that the server said in it, also of what cannot be seen. */
export interface PinnedTool {
  readonly hash: string
  readonly definition: ToolDefinition
}

/** The tools of one connection that people have accepted as they are. */
export interface ServedTools {
  readonly connection: string
  readonly tools: readonly PinnedTool[]
}

/** Between a connection's name and a tool's, where clients see both as one; connections to servers have none in theirs. */
export const TOOL_SEPARATOR = '__'

/** What a rule about a tool names; a dot within a name is no separator. */
export function toolResource(connection: string, tool: string): string {
  return `${connection}.${tool.replaceAll('.', '%2E')}`
}

/**
 * Variables by which a program is made to run other code than its own: nobody sets them from the console, since what may
 * run on a gateway's machine is its operator's to say.
 */
const FORBIDDEN_VARIABLES =
  /^(PATH|HOME|SHELL|ENV|BASH_ENV|IFS|LD_.*|DYLD_.*|NODE_.*|NPM_.*|npm_.*|PYTHON.*|PERL5.*|RUBY.*|JAVA_TOOL_OPTIONS|_JAVA_OPTIONS|JDK_JAVA_OPTIONS|GIT_.*|UV_.*|PIP_.*|SALLYPORT_.*)$/i

export function isForbiddenVariable(name: string): boolean {
  return FORBIDDEN_VARIABLES.test(name)
}
