/** How a session's statements go on: the cursor is the number of the last one seen. */
export const STATEMENT_PAGES = {
  getNextPageParam: ({ nextCursor }: { readonly nextCursor?: number }) => nextCursor ?? null,
}
