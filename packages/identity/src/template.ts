import { type Claims, claimAt, textsOf } from './claims'

const PLACE = /\{([^{}]*)\}/g

/** Fills `{claim}` in a text; null: a claim is not there, or is not one value. */
export function fillTemplate(template: string, claims: Claims): string | null {
  let isWhole = true
  const text = template.replace(PLACE, (_, path: string) => {
    const [value, ...others] = textsOf(claimAt(claims, path.trim()))
    if (value === undefined || value === '' || others.length > 0) isWhole = false
    return value ?? ''
  })
  return isWhole ? text : null
}

/** What is wrong with a template; null: nothing. */
export function problemOfTemplate(template: string): string | null {
  const rest = template.replace(PLACE, '')
  if (/[{}]/.test(rest)) return 'A claim stands between { and }, as in {sub}'
  for (const [, path] of template.matchAll(PLACE)) {
    if (!path?.trim()) return 'Between { and } stands the name of a claim, as in {sub}'
  }
  return null
}
