import { appRouter } from '../router'

interface Procedure {
  readonly _def: { readonly type: 'query' | 'mutation' | 'subscription' }
}

/** Every procedure by its path. tRPC types them as a tree, and holds them as a flat record. */
export function procedures(): readonly (readonly [string, Procedure])[] {
  return Object.entries(appRouter._def.procedures as unknown as Record<string, Procedure>)
}
