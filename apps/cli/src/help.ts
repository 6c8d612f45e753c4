const GLOBAL = `  --console URL   the console (or SALLYPORT_CONSOLE; http://localhost:3000)
  --token TOKEN   a token, instead of your sign-in: "connect" for databases, "read"
                  or "manage" for the console (or SALLYPORT_TOKEN, which no process
                  list shows)
  --json          one JSON document on standard output
  --help          this text`

const ENDS = `Ends with 0 when it is done, 1 when something failed, 2 when the command or the
file is wrong, 3 when there are changes and --exit-code asked, 4 when the console
refused or nobody is signed in, 5 when it does not answer. connect and agent run
end as what they ran.`

/** What each command says of itself. */
export const HELP = {
  sallyport: `sallyport: the way to databases, and what was done there

  sallyport login [--device]           sign in with your browser
  sallyport logout                     give the access back, and forget it
  sallyport list                       the connections that rules open for you
  sallyport connect NAME [-- ARGS]     psql, with everything set
  sallyport connect NAME --port PORT   a local port, for programs that cannot
  sallyport token                      a token, for programs that want one
  sallyport requests                   what waits for an approval
  sallyport sessions                   the newest recorded sessions
  sallyport mcp                        MCP on standard input and output
  sallyport agent run -- COMMAND       an agent, with access that ends with it

  sallyport apply -f FILE [--plan]     make the console what the file says
  sallyport export [-o FILE]           write the console's policy as a file
  sallyport simulate -f FILE           try a file on what was recorded
  sallyport verify FILE|SESSION        check a recording, a file without the console
  sallyport whoami                     say whose token this is
  sallyport completion SHELL           a script for bash, zsh or fish

${GLOBAL}

"sallyport COMMAND --help" says more. ${ENDS}
`,
  login: `sallyport login [--device] [--scope SCOPES]

Opens the console in your browser, where you sign in and say what this command may
do. What renews its tokens is kept in ~/.config/sallyport (or SALLYPORT_CONFIG), in
a file that only you can read.

  --device        for machines without a browser: shows a code, to be entered in a
                  browser anywhere
  --scope SCOPES  "connect read"; add manage for apply and simulate
${GLOBAL}

${ENDS}
`,
  logout: `sallyport logout

Takes the access of this command back in the console, and forgets it here.

${GLOBAL}

${ENDS}
`,
  list: `sallyport list

Shows the connections that rules open for you, or for the agent whose token it is.

${GLOBAL}

${ENDS}
`,
  connect: `sallyport connect NAME [--print] [-- ARGUMENTS OF PSQL]
sallyport connect NAME --port PORT

Runs psql with everything set. A held statement waits in it, and says where it is
answered.

  --print         print the settings (export PGHOST=…), for other programs
  --port PORT     open a port of this machine instead (0: any), and print its
                  address. It has a password of its own; the token and TLS are added
                  on the way
${GLOBAL}

${ENDS}
`,
  token: `sallyport token [--scope SCOPE]

Prints a token: PGPASSWORD=$(sallyport token) psql -h HOST -p PORT -d NAME

  --scope SCOPE   connect for databases, read or manage for the console (connect)
${GLOBAL}

${ENDS}
`,
  requests: `sallyport requests [--status STATUS] [--limit N]

Shows requests for approval. They are answered in the console, and nowhere else.

  --status STATUS  pending, approved, rejected, expired, cancelled, consumed, settled
  --limit N        so many, 1 to 50 (20)
${GLOBAL}

${ENDS}
`,
  sessions: `sallyport sessions [--connection NAME] [--live] [--limit N]

Shows the newest recorded sessions.

  --connection NAME  of one connection
  --live             those that have not ended
  --limit N          so many, 1 to 50 (20)
${GLOBAL}

${ENDS}
`,
  mcp: `sallyport mcp

Speaks the Model Context Protocol on standard input and output, and leads it to the
gateway with your token. For clients that start their servers themselves:

  "sallyport": { "command": "npx", "args": ["sallyport", "mcp"] }

${GLOBAL}

${ENDS}
`,
  agent: `sallyport agent run -- COMMAND

Starts an agent with access of its own, which ends with it:

  SALLYPORT_MCP_CONFIG  a file for its MCP client (claude --mcp-config "$SALLYPORT_MCP_CONFIG")
  SALLYPORT_MCP_URL, SALLYPORT_TOKEN   the same for others
  SALLYPORT_NAME_URL    for each connection a local port: postgresql://…

PGPASSWORD, DATABASE_URL and their like are taken out of its environment. It runs as
you on this machine: what you can read, it can read, the file of "sallyport login"
too. Run it in a container, with SALLYPORT_TOKEN, where that matters.

${GLOBAL}

${ENDS}
`,
  completion: `sallyport completion bash|zsh|fish

Prints a script for the shell: source <(sallyport completion bash)

${GLOBAL}

${ENDS}
`,
  apply: `sallyport apply -f FILE [--plan] [--prune] [--yes] [--exit-code]

Compares connections, rules, masking rules and groups with the file, shows what
would change, and applies it as one transaction: all of it or nothing. What the
file does not name stays.

  -f, --file FILE  the policy file; - is standard input
  --plan           only show the plan
  --exit-code      with --plan: end with 3 when there are changes
  --prune          remove rules and masking rules that the file does not name
                   (groups and connections are never removed)
${GLOBAL}

${ENDS}
`,
  export: `sallyport export [-o FILE]

Writes connections, rules, masking rules and groups as a policy file. It holds no
secret: a password that is kept in the console is left out, and stays when the
file is applied.

  -o, --output FILE  where to write it; standard output without it
${GLOBAL}

${ENDS}
`,
  simulate: `sallyport simulate -f FILE [--days N] [--prune] [--exit-code]

Decides the recorded statements of the last days again, by the policy in force
and by the file, and shows what would newly be held, denied or allowed.

  -f, --file FILE  the policy file; - is standard input
  --days N         how far back, 1 to 90 (7)
  --prune          as for apply
  --exit-code      end with 3 when anything would be decided otherwise
${GLOBAL}

${ENDS}
`,
  verify: `sallyport verify FILE|SESSION [--trust KEY]

Checks that a recording is as it was recorded: every event against the hash
chain, every segment against its signature, and that nothing is missing. Names
the first event that was changed, removed, added or moved. A file that was
exported is checked without asking anybody; a session is fetched first, which
takes a token with the scope "read". Ends with 1 when something is wrong.

  --trust KEY      the id of a key that may have signed; may be given again.
                   Without it any key counts, and the answer names those that did
${GLOBAL}

${ENDS}
`,
  whoami: `sallyport whoami

Says whose token this is and what it may do.

${GLOBAL}

${ENDS}
`,
} as const

export type CommandName = Exclude<keyof typeof HELP, 'sallyport'>
