import type { RouterOutputs } from '~/trpc/types'
import { formatDuration, joinWords } from '~/ui/format'

type Access = NonNullable<RouterOutputs['approvals']['get']['access']>

/** What access lets somebody do, as one says it: “read and update shop.public.** for 30 min”. */
export function accessWords({ verbs, resources, minutes }: Access): string {
  const where = resources.length === 0 ? 'everything there' : joinWords(resources)
  return `${joinWords(verbs)} ${where}, for ${formatDuration(minutes * 60_000)}`
}
