'use client'

import { useMutation, useQueryClient, useSuspenseQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { Section } from '~/ui/page'
import { Steps } from '~/ui/steps'
import { toast } from '~/ui/toast'
import { useUrlState } from '~/ui/use-url-state'
import { ChooseData } from './choose-data'
import { ChoosePolicy, type PolicyChoice } from './choose-policy'
import { Connect } from './connect'
import { groupByClass, initialClasses } from './data-classes'

export const STEPS = ['data', 'policy', 'connect'] as const
export type Step = (typeof STEPS)[number]
const LABELS = ['Target', 'Data', 'Policy', 'Connect']

interface Props {
  readonly id: string
  readonly step: Step
}

/** From a target that answers to a command that works: what is masked, who may what, how to connect. */
export function SetUp({ id, step }: Props) {
  const trpc = useTRPC()
  const queryClient = useQueryClient()
  const may = useMay()
  const { replace } = useUrlState()
  const { data: found } = useSuspenseQuery(trpc.connections.proposals.queryOptions({ id }))
  const [classes, setClasses] = useState(() => initialClasses(found))
  const [policy, setPolicy] = useState<PolicyChoice>({
    packs: ['read-only-agent'],
    groups: [],
    approverGroups: [],
  })
  const masking = groupByClass(classes)
  const go = (next: Step) => replace({ step: next === 'data' ? null : next })

  const finish = useMutation(
    trpc.connections.setUp.mutationOptions({
      onSuccess: async () => {
        toast('It is open')
        await queryClient.invalidateQueries(trpc.pathFilter())
        go('connect')
      },
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )

  function submit(): void {
    const { packs, groups, approverGroups } = policy
    finish.mutate({
      id,
      masking: [...masking],
      packs: packs.map((pack) => ({ id: pack, groups: [...groups], approverGroups: [...approverGroups] })),
    })
  }

  return (
    <>
      <Steps
        labels={LABELS}
        current={STEPS.indexOf(step) + 1}
        onChoose={(index) => (index > 0 ? go(STEPS[index - 1] ?? 'data') : history.back())}
      />
      {step === 'data' && (
        <ChooseData found={found} classes={classes} onChange={setClasses} onNext={() => go('policy')} />
      )}
      {step === 'policy' && (
        <ChoosePolicy
          value={policy}
          onChange={setPolicy}
          maskedColumns={classes.size}
          isBusy={finish.isPending}
          onBack={() => go('data')}
          {...(may('policy:apply') && { onSubmit: submit })}
        />
      )}
      {step === 'connect' && (
        <>
          <Connect id={id} />
          <Section title="What comes next">
            <ul className="list-disc pl-5 text-dense text-muted">
              <li>Run the command: the session appears under Sessions while it runs.</li>
              <li>Try something that waits: an approver finds it in their inbox.</li>
              <li>Give an agent a name and a token of its own under People &amp; agents.</li>
            </ul>
          </Section>
        </>
      )}
    </>
  )
}
