'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Actions } from '~/ui/dialog'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Textarea } from '~/ui/input'
import { Section } from '~/ui/page'
import type { Rule } from './mapping-form'

/** What the rules above would make of claims. Nothing changes by it. */
export function TryClaims({ rules }: { readonly rules: readonly Rule[] }) {
  const trpc = useTRPC()
  const [claims, setClaims] = useState('')
  const attempt = useMutation(trpc.groupMapping.tryClaims.mutationOptions())
  const tried = [...rules]

  return (
    <Section title="Try it" description="With the rules above, as they are now, saved or not">
      <Form
        label="Try claims"
        error={attempt.error}
        onSubmit={() => attempt.mutate({ rules: tried, claims })}
      >
        {(errors) => (
          <>
            <Field label="Claims" hint="Of an ID token, as JSON" error={errors.of('claims')}>
              <Textarea
                rows={5}
                value={claims}
                spellCheck={false}
                placeholder={'{ "groups": ["db-admins"] }'}
                className="font-mono text-xs"
                onChange={({ target }) => setClaims(target.value)}
              />
            </Field>
            <Actions>
              <Button busy={attempt.isPending} onClick={() => attempt.mutate({ rules: tried })}>
                Try with my last sign-in
              </Button>
              <Button type="submit" variant="primary" busy={attempt.isPending}>
                Try these claims
              </Button>
            </Actions>
            {attempt.data && <Outcome tried={attempt.data} isOwn={attempt.variables?.claims === undefined} />}
          </>
        )}
      </Form>
    </Section>
  )
}

interface OutcomeProps {
  readonly tried: RouterOutputs['groupMapping']['tryClaims']
  readonly isOwn: boolean
}

function Outcome({ tried, isOwn }: OutcomeProps) {
  const { groups, role, holds, claims } = tried
  const held = holds.flatMap((isHeld, index) => (isHeld ? [index + 1] : []))
  return (
    <div className="flex flex-col gap-3">
      <Callout
        tone={held.length > 0 ? 'good' : 'info'}
        title={held.length > 0 ? `Rules that hold: ${held.join(', ')}` : 'No rule holds for these claims'}
        announce
      >
        <span className="flex flex-wrap items-center gap-1">
          Groups: {groups.length === 0 && 'none'}
          {groups.map((group) => (
            <Badge key={group}>{group}</Badge>
          ))}
          · Role: {role ?? 'the one that they have'}
        </span>
      </Callout>
      {isOwn && <CodeBlock label="Claims of your last sign-in" text={JSON.stringify(claims, null, 2)} />}
    </div>
  )
}
