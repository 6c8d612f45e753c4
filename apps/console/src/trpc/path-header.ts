/** Set by proxy.ts on every request for a page. */
export const PATH_HEADER = 'x-sallyport-path'
