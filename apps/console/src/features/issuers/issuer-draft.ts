import type { RouterInputs, RouterOutputs } from '~/trpc/types'

type Saved = RouterOutputs['issuers']['get']
type Input = RouterInputs['issuers']['create']

export type ClaimRuleDraft = Saved['claimRules'][number]

/** What the form holds: pasted keys are the text as it was typed. */
export interface IssuerDraft
  extends Pick<
    Saved,
    | 'name'
    | 'url'
    | 'audience'
    | 'algorithms'
    | 'authorizedParties'
    | 'maxTokenHours'
    | 'keysFrom'
    | 'claimRules'
    | 'linkByEmail'
    | 'enabled'
  > {
  readonly jwksUrl: string
  readonly jwks: string
}

export const NEW_RULE: ClaimRuleDraft = {
  when: [],
  kind: 'agent',
  name: '{sub}',
  groups: [],
  groupsClaim: null,
  owner: null,
}

const EMPTY: IssuerDraft = {
  name: '',
  url: '',
  audience: 'sallyport',
  algorithms: ['RS256', 'ES256', 'EdDSA'],
  authorizedParties: [],
  maxTokenHours: 24,
  keysFrom: 'discovery',
  jwksUrl: '',
  jwks: '',
  claimRules: [NEW_RULE],
  linkByEmail: false,
  enabled: true,
}

/** Where most tokens come from, filled in as far as it is the same for everybody. */
export const TEMPLATES: readonly { readonly label: string; readonly draft: IssuerDraft }[] = [
  { label: 'OpenID provider', draft: EMPTY },
  {
    label: 'Kubernetes',
    draft: {
      ...EMPTY,
      name: 'Kubernetes',
      algorithms: ['RS256', 'ES256'],
      keysFrom: 'pasted',
      claimRules: [
        {
          ...NEW_RULE,
          when: [{ claim: 'kubernetes.io.namespace', pattern: 'default' }],
          name: 'k8s {kubernetes.io.namespace}/{kubernetes.io.serviceaccount.name}',
        },
      ],
    },
  },
  {
    label: 'GitHub Actions',
    draft: {
      ...EMPTY,
      name: 'GitHub Actions',
      url: 'https://token.actions.githubusercontent.com',
      algorithms: ['RS256'],
      maxTokenHours: 1,
      claimRules: [
        {
          ...NEW_RULE,
          when: [{ claim: 'repository_owner', pattern: 'your-organization' }],
          name: 'ci {repository}',
        },
      ],
    },
  },
]

export function toDraft(saved: Saved): IssuerDraft {
  const { name, url, audience, algorithms, authorizedParties, maxTokenHours, keysFrom, claimRules } = saved
  const { linkByEmail, enabled, jwksUrl, pastedKeys } = saved
  return {
    name,
    url,
    audience,
    algorithms,
    authorizedParties,
    maxTokenHours,
    keysFrom,
    claimRules,
    linkByEmail,
    enabled,
    jwksUrl: jwksUrl ?? '',
    jwks: pastedKeys ?? '',
  }
}

/** Pasted keys that are not JSON are sent as none: the API says in its words that they are missing. */
export function toInput({ jwks, jwksUrl, ...draft }: IssuerDraft): Input {
  const isPasted = draft.keysFrom === 'pasted'
  return { ...draft, jwksUrl: draft.keysFrom === 'url' ? jwksUrl : null, jwks: isPasted ? parse(jwks) : null }
}

function parse(text: string): NonNullable<Input['jwks']> | null {
  try {
    return JSON.parse(text) as NonNullable<Input['jwks']>
  } catch {
    return null
  }
}
