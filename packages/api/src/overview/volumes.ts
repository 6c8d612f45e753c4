import type { Effect } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { z } from 'zod'

export const SPANS = {
  day: { buckets: 24, hours: 1 },
  week: { buckets: 28, hours: 6 },
  month: { buckets: 30, hours: 24 },
} as const
export const Volumes = z.object({ span: z.enum(['day', 'week', 'month']).default('day') })
export type Volumes = z.infer<typeof Volumes>

export interface VolumeBucket {
  readonly from: Date
  readonly counts: Readonly<Record<Effect, number>>
}

const HOUR_MS = 3_600_000

/** How many statements were allowed, held and denied in each part of the last day, week or month. */
export async function volumes(
  db: Db,
  organizationId: string,
  { span }: Volumes,
  now = Date.now(),
): Promise<readonly VolumeBucket[]> {
  const { buckets, hours } = SPANS[span]
  const width = hours * HOUR_MS
  // Ends with the bucket that is filling now; buckets begin at whole hours UTC.
  const end = (Math.floor(now / width) + 1) * width
  const start = end - buckets * width
  const rows = await db.$queryRaw<readonly { bucket: number; effect: Effect; count: bigint }[]>`
    SELECT floor((extract(epoch FROM s.at) * 1000 - ${start}) / ${width})::int AS bucket,
           s.effect::text AS effect, count(*) AS count
    FROM "Statement" s JOIN "Session" c ON c.id = s."sessionId"
    WHERE c."organizationId" = ${organizationId}::uuid
      AND s.at >= ${new Date(start)} AND s.at < ${new Date(end)}
    GROUP BY 1, 2`
  const counts = Array.from({ length: buckets }, () => ({ allow: 0, hold: 0, deny: 0 }))
  for (const { bucket, effect, count } of rows) {
    const into = counts[bucket]
    if (into) into[effect] = Number(count)
  }
  return counts.map((each, index) => ({ from: new Date(start + index * width), counts: each }))
}
