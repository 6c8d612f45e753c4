import type { AppRouter } from '@sallyport/api'
import type { inferRouterOutputs } from '@trpc/server'

type Simulation = inferRouterOutputs<AppRouter>['policyFile']['simulate']

const TEXT_LENGTH = 90

/** What would be decided otherwise, for people. */
export function saySimulation(simulation: Simulation, consoleUrl: string): string {
  const { statements, days, newlyHeld, newlyDenied, newlyAllowed, skipped, changes, unlisted } = simulation
  const lines = changes.flatMap(({ before, after, identity, connection, count, example }) => [
    `${before.effect} → ${after.effect}  ${count} × ${identity.name} on ${connection}${after.rule ? `, by "${after.rule}"` : ', by no rule'}`,
    `    ${example.text.replaceAll(/\s+/g, ' ').slice(0, TEXT_LENGTH)}`,
    `    ${consoleUrl.replace(/\/$/, '')}/sessions/${example.sessionId}?statement=${example.number}`,
  ])
  const rest = [
    ...(unlisted > 0 ? [`and ${unlisted} statements more`] : []),
    ...(skipped > 0 ? [`${skipped} statements were recorded before their operations were kept`] : []),
  ]
  const sum = `${statements} statements of ${days} days: ${newlyHeld} newly held, ${newlyDenied} newly denied, ${newlyAllowed} newly allowed.`
  return `${[...lines, ...rest, sum].join('\n')}\n`
}
