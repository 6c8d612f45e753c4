export interface FieldChange {
  readonly field: string
  readonly from: string
  readonly to: string
}

/** The fields in which two versions differ, in words. */
export function fieldChanges(before: object, after: object): readonly FieldChange[] {
  const old = new Map(Object.entries(before))
  return Object.entries(after).flatMap(([field, value]) => {
    const [from, to] = [say(old.get(field)), say(value)]
    return from === to ? [] : [{ field, from, to }]
  })
}

function say(value: unknown): string {
  if (value === null || value === undefined || value === '') return '(none)'
  if (Array.isArray(value)) return value.length === 0 ? '(any)' : value.map(say).join(', ')
  return typeof value === 'string' ? value : JSON.stringify(value)
}
