import type { Verb } from '@sallyport/core'

/** The verbs that a rule can name, with what they cover. `session` needs no rule. */
export const VERB_OPTIONS: readonly {
  readonly value: Verb
  readonly label: string
  readonly hint: string
}[] = [
  { value: 'read', label: 'read', hint: 'SELECT and what it looks at' },
  { value: 'insert', label: 'insert', hint: 'new rows' },
  { value: 'update', label: 'update', hint: 'changed rows' },
  { value: 'delete', label: 'delete', hint: 'DELETE, TRUNCATE' },
  { value: 'define', label: 'define', hint: 'CREATE, ALTER' },
  { value: 'drop', label: 'drop', hint: 'DROP' },
  { value: 'grant', label: 'grant', hint: 'GRANT, REVOKE' },
  { value: 'execute', label: 'execute', hint: 'functions, CALL' },
  { value: 'call', label: 'call', hint: 'tools of MCP servers' },
  { value: 'copy-out', label: 'copy-out', hint: 'COPY … TO' },
  { value: 'copy-in', label: 'copy-in', hint: 'COPY … FROM' },
  { value: 'configure', label: 'configure', hint: 'settings that last' },
  { value: 'admin', label: 'admin', hint: 'VACUUM, roles, …' },
  { value: 'unknown', label: 'unknown', hint: 'what cannot be understood' },
]
