/** A path of this console, never another site's: `//evil.example` and `/\evil` are hosts to a browser. */
export function localPath(path: string | undefined): string {
  return path && /^\/(?![/\\])[^\\\p{Cc}]*$/u.test(path) ? path : '/'
}
