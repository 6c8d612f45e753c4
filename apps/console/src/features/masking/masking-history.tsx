'use client'

import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { VersionList } from '~/features/versions/version-list'
import { useTRPC } from '~/trpc/client'
import { messageOf } from '~/trpc/form-errors'
import { toast } from '~/ui/toast'

/** Every version of a masking rule, and the way back to it. */
export function MaskingHistory({ id }: { readonly id: string }) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const may = useMay()
  const versions = useQuery(trpc.maskingRules.versions.queryOptions({ id })).data?.items ?? []
  const rollBack = useMutation(
    trpc.maskingRules.rollBack.mutationOptions({
      onSuccess: async (_, { number }) => {
        toast(`Version ${number} is in force again`)
        await queryClient.invalidateQueries(trpc.maskingRules.pathFilter())
        router.refresh()
      },
      onError: (error) => toast(messageOf(error), 'error'),
    }),
  )
  return (
    <VersionList
      versions={versions}
      mayGoBack={may('masking:write')}
      busy={rollBack.isPending ? rollBack.variables.number : null}
      onGoBack={(number) => rollBack.mutate({ id, number })}
    />
  )
}
