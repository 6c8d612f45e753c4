'use client'

import { useMutation, useQuery, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { Plus, UsersRound } from 'lucide-react'
import { useTRPC } from '~/trpc/client'
import type { RouterInputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Actions } from '~/ui/dialog'
import { EmptyState } from '~/ui/empty-state'
import { Form } from '~/ui/form'
import { Section } from '~/ui/page'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { RuleFields } from './rule-fields'
import { TryClaims } from './try-claims'

export type Rule = RouterInputs['groupMapping']['set']['rules'][number]

const NEW_RULE: Rule = { claim: 'groups', pattern: '', groups: [], role: null }

/** From the provider's claims to groups and roles: the rules, and a box to try them before they are saved. */
export function MappingForm() {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const { data } = useSuspenseQuery(trpc.groupMapping.get.queryOptions())
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []
  const { draft, set } = useDraft<{ rules: readonly Rule[] }>({ rules: data.rules })
  const { rules } = draft
  const save = useMutation(
    trpc.groupMapping.set.mutationOptions({
      onSuccess: () => toast('Saved: it holds from the next sign-in on'),
      onSettled: () => queryClient.invalidateQueries(trpc.groupMapping.get.queryFilter()),
    }),
  )
  const replace = (index: number, rule: Rule) => set('rules', rules.with(index, rule))

  return (
    <>
      <Section
        title="Groups and roles"
        description="Applied at each sign-in by the provider. Groups that were given by hand are left alone"
      >
        <Form label="Group mapping" error={save.error} onSubmit={() => save.mutate({ rules: [...rules] })}>
          {(errors) => (
            <>
              {rules.length === 0 && (
                <EmptyState icon={UsersRound} title="No claim gives a group yet">
                  People keep the role and the groups that they have here.
                </EmptyState>
              )}
              {rules.map((rule, index) => (
                <RuleFields
                  key={index}
                  number={index + 1}
                  rule={rule}
                  suggestions={groups}
                  errors={errors}
                  onChange={(next) => replace(index, next)}
                  onRemove={() => set('rules', rules.toSpliced(index, 1))}
                />
              ))}
              <Actions>
                <Button onClick={() => set('rules', [...rules, NEW_RULE])}>
                  <Plus aria-hidden /> Add rule
                </Button>
                <Button type="submit" variant="primary" busy={save.isPending}>
                  Save
                </Button>
              </Actions>
            </>
          )}
        </Form>
      </Section>
      <TryClaims rules={rules} />
    </>
  )
}
