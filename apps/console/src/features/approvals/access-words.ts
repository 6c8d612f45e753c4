import type { RouterOutputs } from '~/trpc/types'
import { formatDuration, joinWords } from '~/ui/format'

type Access = NonNullable<RouterOutputs['approvals']['get']['access']>

/** What access lets somebody do, as one says it: “read and update shop.public.** for 30 min”. */
export function accessWords({ verbs, resources, unmasked, minutes }: Access): string {
  const time = formatDuration(minutes * 60_000)
  if (unmasked.length > 0) return `see ${joinWords(unmasked)} unmasked, for ${time}`
  const where = resources.length === 0 ? 'everything there' : joinWords(resources)
  return `${joinWords(verbs)} ${where}, for ${time}`
}
