'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { ORIGIN_WORDS } from '~/features/people/origins'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Fact, Facts } from '~/ui/facts'
import { Field } from '~/ui/field'
import { Textarea } from '~/ui/input'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import type { ClaimRuleDraft } from './issuer-draft'

interface Props {
  readonly issuerId: string
  /** As they are in the form, saved or not. */
  readonly claimRules: readonly ClaimRuleDraft[]
}

/** Paste a token, and see who would come with it by the rules as they stand in the form. */
export function TokenTestBox({ issuerId, claimRules }: Props) {
  const trpc = useTRPC()
  const [token, setToken] = useState('')
  const attempt = useMutation(trpc.issuers.tryToken.mutationOptions())
  const { data, error } = attempt
  return (
    <Section title="Try a token" description="It is looked at and forgotten; nothing is changed by it">
      <div className="flex flex-col gap-4">
        <Field label="Token">
          <Textarea
            rows={4}
            className="font-mono text-dense"
            spellCheck={false}
            autoComplete="off"
            value={token}
            onChange={({ target }) => setToken(target.value)}
            placeholder="eyJ…"
          />
        </Field>
        <Button
          className="self-start"
          busy={attempt.isPending}
          disabled={token.trim() === ''}
          onClick={() => attempt.mutate({ token, draft: { issuerId, claimRules } })}
        >
          Try token
        </Button>
        <div aria-live="polite">
          {error && <Callout tone="error" title={messageOf(error)} />}
          {data && <Outcome tried={data} />}
        </div>
      </div>
    </Section>
  )
}

function Outcome({ tried }: { readonly tried: RouterOutputs['issuers']['tryToken'] }) {
  const { bearer, problem, isNew, issuer, expiresAt, claims } = tried
  return (
    <div className="flex flex-col gap-4">
      {bearer ? (
        <Callout
          tone="info"
          title={
            <>
              {bearer.identity.name} would come{isNew && ', and be new here'}
            </>
          }
        >
          <Facts className="mt-2">
            <Fact label="Kind">{bearer.identity.kind === 'agent' ? 'Agent' : 'Person'}</Fact>
            <Fact label="Comes from">{ORIGIN_WORDS[bearer.identity.origin]}</Fact>
            {bearer.onBehalfOf && <Fact label="On behalf of">{bearer.onBehalfOf.name}</Fact>}
            {bearer.actors.length > 0 && <Fact label="Through">{bearer.actors.join(' ← ')}</Fact>}
            <Fact label="Groups">
              {bearer.identity.groups.length === 0
                ? 'None'
                : bearer.identity.groups.map((group) => <Badge key={group}>{group}</Badge>)}
            </Fact>
            <Fact label="Issuer">{issuer}</Fact>
            <Fact label="Ends">
              <Time at={expiresAt} exactly />
            </Fact>
          </Facts>
        </Callout>
      ) : (
        <Callout tone="error" title="Nobody gets in with it">
          {problem}
        </Callout>
      )}
      <CodeBlock text={claims} label="Claims" />
    </div>
  )
}
