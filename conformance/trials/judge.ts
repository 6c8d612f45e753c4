import type { Product } from './product'
import { compare, readRecorded } from './recorded'
import { effectsOf, type Writers } from './writers'

/** Compares what took effect with what is recorded, and says it. */
export async function judge(
  product: Product,
  writers: Writers,
  say: (line: string) => void,
): Promise<boolean> {
  const effects = await effectsOf(product)
  const recorded = await readRecorded(product)
  const { missing, unheard, doubled } = compare(recorded, effects, writers.acknowledged)
  const ends = [...recorded.ends].map(([reason, count]) => `${count} × ${reason}`).join(', ')
  say(
    `  ${effects.size} statements took effect, ${writers.written} were acknowledged, ${recorded.names.size} are recorded`,
  )
  say(`  ${recorded.sessions} sessions: ${ends}`)
  say(`  took effect and not recorded: ${missing.length}; acknowledged and not there: ${unheard.length}`)
  say(`  recorded twice: ${doubled.length}; problems: ${recorded.problems.length}`)
  for (const problem of [...recorded.problems, ...missing, ...unheard, ...doubled].slice(0, 20))
    say(`    ${problem}`)
  const isOpen = recorded.ends.has('open') && recorded.problems.length > 0
  return missing.length + unheard.length + doubled.length + recorded.problems.length === 0 && !isOpen
}
