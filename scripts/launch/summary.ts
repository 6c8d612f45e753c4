import type { DemoFile } from './demo/demo-file'

/** What a person reads at the end of a start: where, who, and what to paste. */
export function summary(demo: DemoFile, data: string, missing: readonly string[]): string {
  const { consoleUrl, gateway, people, agent, connection } = demo
  const { host, port } = gateway.postgres
  const widest = (pick: (person: DemoFile['people'][number]) => string) =>
    Math.max(...people.map((person) => pick(person).length))
  const [emails, passwords] = [widest(({ email }) => email), widest(({ password }) => password)]

  return [
    '',
    'Sallyport is ready.',
    '',
    `  Console   ${consoleUrl}`,
    ...people.map(
      ({ email, password, role }) =>
        `            ${email.padEnd(emails)}  ${password.padEnd(passwords)}  ${role}`,
    ),
    '',
    `  As the agent "${agent.name}" (its token is good for 24 hours):`,
    '',
    `PGPASSWORD=${agent.token} psql -h ${host} -p ${port} -U ${agent.name} -d ${connection}`,
    '',
    '  The same by MCP, with this as its entry among the mcpServers of your client:',
    '',
    mcpSnippet(demo),
    '',
    '  Try in psql  select name, email, card_number, notes from customers limit 5;',
    '               drop table orders;     and answer it in the console as alan@example.com',
    ...(missing.length > 0
      ? ['', `  The demo has no ${missing.join(', ')} any more; npm start -- --reset-demo makes it anew.`]
      : []),
    '',
    `  The same for scripts: ${data}/demo.json. Ctrl-C stops everything.`,
    '',
    '',
  ].join('\n')
}

/** As most clients keep it: Claude Code's .mcp.json, Cursor's mcp.json. */
export function mcpSnippet({ gateway, agent }: DemoFile): string {
  const headers = { Authorization: `Bearer ${agent.token}` }
  return `"sallyport": ${JSON.stringify({ type: 'http', url: gateway.mcp, headers })}`
}
