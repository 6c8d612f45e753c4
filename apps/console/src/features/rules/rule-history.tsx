'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { toast } from '~/ui/toast'
import { fieldChanges } from './field-changes'

type Version = RouterOutputs['rules']['versions']['items'][number]

const ACTIONS: Readonly<Record<Version['action'], string>> = {
  create: 'created it',
  update: 'changed it',
  enable: 'switched it on',
  disable: 'switched it off',
  'roll-back': 'went back to an earlier version',
  remove: 'removed it',
  restore: 'restored it',
  apply: 'applied a file or pack',
}

/** Every version of a rule: who made it, what it changed, and the way back to it. */
export function RuleHistory({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const versions = useQuery(trpc.rules.versions.queryOptions({ id })).data?.items ?? []
  const rollBack = useMutation(
    trpc.rules.rollBack.mutationOptions({
      onSuccess: async (_, { number }) => {
        toast(`Version ${number} is in force again`)
        await queryClient.invalidateQueries(trpc.rules.pathFilter())
        router.refresh()
      },
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )
  return (
    <Section title="Versions" description="Going back makes a new version: nothing is lost">
      <ol aria-label="Versions" className="flex flex-col gap-3">
        {versions.map((version, index) => (
          <li key={version.number} className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <p className="text-dense">
                <strong className="font-semibold">Version {version.number}</strong>: {version.author}{' '}
                {ACTIONS[version.action]} <Time at={version.at} />
              </p>
              <Diff version={version} before={versions[index + 1]} />
            </div>
            {index > 0 && may('rule:write') && (
              <Button
                size="sm"
                busy={rollBack.isPending && rollBack.variables.number === version.number}
                aria-label={`Go back to version ${version.number}`}
                onClick={() => rollBack.mutate({ id, number: version.number })}
              >
                Go back
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Diff({ version, before }: { readonly version: Version; readonly before: Version | undefined }) {
  if (!before) return null
  const changes = fieldChanges(before.content, version.content)
  return (
    <ul className="mt-1 flex flex-col gap-0.5">
      {changes.map(({ field, from, to }) => (
        <li key={field} className="font-mono text-xs break-words">
          {field}: <del className="text-deny">{from}</del> <ins className="text-allow no-underline">{to}</ins>
        </li>
      ))}
    </ul>
  )
}
