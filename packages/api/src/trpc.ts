import { SallyportError } from '@sallyport/core'
import { initTRPC } from '@trpc/server'
import superjson from 'superjson'
import type { Context } from './context'
import { describeError, type ErrorData, ownError, toTrpcError } from './errors'
import { holds, type Permission, scopeAllows } from './permissions'

/** Who may call a procedure; a test compares it with a table, procedure by procedure. */
export interface ProcedureMeta {
  readonly allows: Permission | 'gateway'
}

const SSE_PING_MS = 15_000

const t = initTRPC
  .context<Context>()
  .meta<ProcedureMeta>()
  .create({
    transformer: superjson,
    sse: { ping: { enabled: true, intervalMs: SSE_PING_MS } },
    errorFormatter({ shape, error }) {
      const { message, ...described } = describeError(error)
      const { code, httpStatus, path } = shape.data
      const data: typeof shape.data & ErrorData = { code, httpStatus, ...(path && { path }), ...described }
      return { ...shape, message, data }
    },
  })

export const { router, createCallerFactory } = t

const base = t.procedure.use(async ({ next }) => {
  const result = await next()
  const own = result.ok ? null : ownError(result.error.cause)
  if (own) throw toTrpcError(own)
  return result
})

/** The way to write a procedure for people: one cannot forget to say who may call it. */
export function can(permission: Permission) {
  return base.meta({ allows: permission }).use(({ ctx, next }) => {
    const { caller, ...services } = ctx
    if (caller?.type !== 'member') throw new SallyportError('UNAUTHENTICATED', 'Sign in first')
    if (!holds(caller.role, permission)) {
      throw new SallyportError(
        'DENIED',
        `Your role (${caller.role}) does not allow this: it needs ${permission}`,
      )
    }
    if (!scopeAllows(caller.tokenScope, permission)) {
      throw new SallyportError('DENIED', `This token (${caller.tokenScope}) does not allow ${permission}`, {
        hint: 'Sign in to the console, or make a token for its API on your account page.',
      })
    }
    return next({ ctx: { ...services, caller, member: caller } })
  })
}

/** The way to write a procedure for gateways. No person's credential passes here, nor a gateway's at `can`. */
export const asGateway = base.meta({ allows: 'gateway' }).use(({ ctx, next }) => {
  const { caller, ...services } = ctx
  if (caller?.type !== 'gateway')
    throw new SallyportError('UNAUTHENTICATED', 'This needs a gateway credential')
  return next({ ctx: { ...services, caller, gateway: caller } })
})
