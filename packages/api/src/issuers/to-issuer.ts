import type { IssuerModel } from '@sallyport/db'
import { ALGORITHMS, type Algorithm, type ClaimRule, type Issuer } from '@sallyport/identity'
import { z } from 'zod'
import { ClaimRules, Jwks, KEY_SOURCES } from './schema'

export interface IssuerItem {
  readonly id: string
  readonly name: string
  readonly url: string
  readonly audience: string
  readonly algorithms: readonly Algorithm[]
  readonly authorizedParties: readonly string[]
  readonly maxTokenHours: number
  readonly keysFrom: (typeof KEY_SOURCES)[number]
  readonly jwksUrl: string | null
  /** As they were pasted, as JSON; null: they are fetched. */
  readonly pastedKeys: string | null
  readonly keys: readonly { readonly kid: string | null; readonly type: string }[]
  readonly keysFetchedAt: Date | null
  /** Why its keys could not be fetched the last time; null: they could. */
  readonly keysProblem: string | null
  readonly claimRules: readonly ClaimRule[]
  readonly linkByEmail: boolean
  readonly enabled: boolean
  readonly updatedAt: Date
}

const HOUR_SECONDS = 3_600

/** As gateways verify by it. */
export function toIssuer(row: IssuerModel): Issuer {
  return {
    issuer: row.url,
    audience: row.audience,
    algorithms: z.array(z.enum(ALGORITHMS)).parse(row.algorithms),
    jwks: Jwks.parse(row.jwks),
    authorizedParties: row.authorizedParties,
    maxLifetimeSeconds: row.maxTokenHours * HOUR_SECONDS,
  }
}

export function claimRulesOf({ claimRules }: Pick<IssuerModel, 'claimRules'>): readonly ClaimRule[] {
  return ClaimRules.parse(claimRules)
}

export function toIssuerItem(row: IssuerModel): IssuerItem {
  const { issuer: url, jwks, maxLifetimeSeconds: _, ...shared } = toIssuer(row)
  const { id, name, maxTokenHours, jwksUrl, keysFetchedAt, keysProblem, linkByEmail, enabled, updatedAt } =
    row
  return {
    ...shared,
    id,
    name,
    url,
    maxTokenHours,
    keysFrom: z.enum(KEY_SOURCES).parse(row.keysFrom),
    jwksUrl,
    pastedKeys: row.keysFrom === 'pasted' ? JSON.stringify(row.jwks, null, 2) : null,
    keys: jwks.keys.map(({ kid, kty }) => ({ kid: kid ?? null, type: kty })),
    keysFetchedAt,
    keysProblem,
    claimRules: claimRulesOf(row),
    linkByEmail,
    enabled,
    updatedAt,
  }
}
