/** What others cannot do meanwhile: https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES */
const WORDS: Readonly<Record<string, string>> = {
  AccessShareLock: 'read: others cannot drop or alter it',
  RowShareLock: 'rows locked: others wait for them',
  RowExclusiveLock: 'rows changed: others wait for them',
  ShareUpdateExclusiveLock: 'others cannot vacuum or alter it',
  ShareLock: 'others cannot change it',
  ShareRowExclusiveLock: 'others cannot change it',
  ExclusiveLock: 'others can only read it',
  AccessExclusiveLock: 'others cannot use it at all',
}

export function lockWords(mode: string): string {
  return WORDS[mode] ?? mode
}
