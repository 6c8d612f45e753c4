/** A name for a connection to begin with, out of its database's: what clients may write as their database. */
export function nameFrom(database: string): string {
  return database
    .replaceAll(/[^A-Za-z0-9_-]+/g, '-')
    .replaceAll(/^[-_]+|-+$/g, '')
    .slice(0, 63)
}
