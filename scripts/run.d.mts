/** A failure that its message explains; nobody needs its stack. */
export class PlainError extends Error {}
