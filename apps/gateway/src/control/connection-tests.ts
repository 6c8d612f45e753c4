import { SallyportError } from '@sallyport/core'
import { describeError, log } from '../log'
import { DialError, openTarget } from '../protocols/postgres/target/target-link'
import type { OpenPassword } from '../session/password'
import type { Target } from '../session/session'
import { type ConsoleApi, call } from './console-api'
import { lookAtTarget } from './look-at-target'

type TestResult = Parameters<ConsoleApi['finishTest']['mutate']>[0]['result']

/** Tries a connection's settings from here, where its sessions will come from, and tells the console how far it got. */
export async function answerConnectionTest(
  api: ConsoleApi,
  openPassword: OpenPassword,
  id: string,
): Promise<void> {
  try {
    const test = await call(() => api.takeTest.mutate({ id }))
    if (!test) return // another gateway took it
    const password = await openPassword(test, test.context)
    const result = await tryTarget({ ...test.settings, connectionId: id, password })
    await call(() => api.finishTest.mutate({ id, result }))
  } catch (error) {
    log('warn', 'a connection test could not be answered', { id, ...describeError(error) })
  }
}

async function tryTarget(target: Target): Promise<TestResult> {
  const begun = performance.now()
  try {
    const link = await openTarget(target, new Map([['application_name', 'sallyport test']]))
    const findings = await lookAtTarget(link, target.username).finally(() => link.close())
    const latencyMs = Math.round(performance.now() - begun)
    const serverVersion = link.parameters.get('server_version') ?? 'unknown'
    const problem = findings.find(({ tone }) => tone === 'problem')
    return {
      ok: !problem,
      stage: problem?.about ?? 'ready',
      message: problem?.message ?? `PostgreSQL ${serverVersion} answers`,
      hint: problem?.hint ?? '',
      findings: findings.filter((finding) => finding !== problem),
      serverVersion,
      latencyMs,
    }
  } catch (error) {
    const stage = error instanceof DialError ? error.stage : 'database'
    const message = error instanceof SallyportError ? error.message : 'the target could not be reached'
    return { ok: false, stage, message, hint: (error instanceof SallyportError && error.hint) || '' }
  }
}
