import type { AppRouter } from '@sallyport/api'
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server'

export type RouterInputs = inferRouterInputs<AppRouter>
export type RouterOutputs = inferRouterOutputs<AppRouter>
