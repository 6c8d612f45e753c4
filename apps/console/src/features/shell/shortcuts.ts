/** Keys that work on every page, and what they do: shown by `?`. */
export const SHORTCUTS = [
  {
    title: 'Everywhere',
    keys: [
      { keys: ['Ctrl', 'K'], does: 'Find a page, a connection, a person, a session' },
      { keys: ['/'], does: 'Search in this list' },
      { keys: ['?'], does: 'Show these keys' },
      { keys: ['Esc'], does: 'Close what is open' },
    ],
  },
  {
    title: 'Approvals',
    keys: [
      { keys: ['j'], does: 'Next request' },
      { keys: ['k'], does: 'Request before' },
      { keys: ['Enter'], does: 'Open it' },
      { keys: ['a'], does: 'Approve, after a question' },
      { keys: ['r'], does: 'Reject, with a reason' },
    ],
  },
  {
    title: 'SQL',
    keys: [
      { keys: ['Ctrl', 'Enter'], does: 'Run the selection, or the statement at the cursor' },
      { keys: ['Ctrl', 'Shift', 'Enter'], does: 'Run all' },
    ],
  },
  {
    title: 'Replay',
    keys: [
      { keys: ['Space'], does: 'Play and pause' },
      { keys: ['←', '→'], does: 'Statement before, next statement' },
    ],
  },
] as const

/** `g`, and then one of these. */
export const GO_TO: Readonly<Record<string, string>> = {
  h: '/',
  a: '/approvals',
  q: '/sql',
  s: '/sessions',
  c: '/connections',
  r: '/rules',
  m: '/masking',
  p: '/people',
  l: '/audit',
  d: '/docs',
}
