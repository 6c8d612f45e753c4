const GLOBAL = `  --console URL   the console (or SALLYPORT_CONSOLE; http://localhost:3000)
  --token TOKEN   a token of yours with the scope "read" or "manage", from your
                  account page (or SALLYPORT_TOKEN, which no process list shows)
  --json          one JSON document on standard output
  --help          this text`

const ENDS = `Ends with 0 when it is done, 1 when something failed, 2 when the command or the
file is wrong, 3 when there are changes and --exit-code asked, 4 when the console
refused, 5 when it does not answer.`

/** What each command says of itself. */
export const HELP = {
  sallyport: `sallyport: policy as code, and recordings verified

  sallyport apply -f FILE [--plan]     make the console what the file says
  sallyport export [-o FILE]           write the console's policy as a file
  sallyport simulate -f FILE           try a file on what was recorded
  sallyport verify FILE|SESSION        check a recording, a file without the console
  sallyport whoami                     say whose token this is

${GLOBAL}

"sallyport COMMAND --help" says more. ${ENDS}
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

export type Command = Exclude<keyof typeof HELP, 'sallyport'>
