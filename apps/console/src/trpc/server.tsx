import 'server-only'

import { appRouter, type Caller, type Permission, permissionsOf } from '@sallyport/api'
import {
  dehydrate,
  type FetchInfiniteQueryOptions,
  type FetchQueryOptions,
  HydrationBoundary,
  type QueryKey,
} from '@tanstack/react-query'
import { TRPCError } from '@trpc/server'
import { createTRPCOptionsProxy } from '@trpc/tanstack-react-query'
import type { Metadata } from 'next'
import { headers } from 'next/headers'
import { notFound, redirect } from 'next/navigation'
import { cache, type ReactNode } from 'react'
import { requestContext } from '~/server/context'
import { PATH_HEADER } from './path-header'
import { createQueryClient } from './query-client'

const queryClient = cache(createQueryClient)
const context = cache(requestContext)

/** The API without HTTP, as the person whose request this is. */
export const trpc = createTRPCOptionsProxy({ router: appRouter, ctx: context, queryClient })

/** Begins to fetch what a client component will suspend on; an error reaches that component. */
export function prefetch<Data, Error, Out, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Error, Out, Key>,
): Promise<void> {
  return queryClient().prefetchQuery(options)
}

/** The same for a list that grows at its end. */
export function prefetchInfinite<Data, Error, Out, Key extends QueryKey, Param>(
  options: FetchInfiniteQueryOptions<Data, Error, Out, Key, Param>,
): Promise<void> {
  return queryClient().prefetchInfiniteQuery(options)
}

/** The data of a page about one thing, or the not-found page. Also hydrated. */
export async function found<Data, Error, Out, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Error, Out, Key>,
): Promise<Out> {
  try {
    return await queryClient().fetchQuery(options)
  } catch (error) {
    // A malformed id is as good as an unknown one.
    if (error instanceof TRPCError && (error.code === 'NOT_FOUND' || error.code === 'BAD_REQUEST')) notFound()
    throw error
  }
}

/** The title of a page about one thing: its own name, or what it is when that cannot be told. */
export async function titleOf<Data, Error, Out, Key extends QueryKey>(
  options: FetchQueryOptions<Data, Error, Out, Key>,
  nameOf: (data: Out) => string,
  otherwise: string,
): Promise<Metadata> {
  if ((await caller())?.type !== 'member') return { title: otherwise }
  try {
    return { title: nameOf(await queryClient().fetchQuery(options)) }
  } catch (error) {
    if (error instanceof TRPCError) return { title: otherwise }
    throw error
  }
}

/** Hands what was fetched, or is being fetched, to the client components inside. */
export function HydrateClient({ children }: { readonly children: ReactNode }) {
  return <HydrationBoundary state={dehydrate(queryClient())}>{children}</HydrationBoundary>
}

export async function caller(): Promise<Caller | null> {
  return (await context()).caller
}

/** Leads whoever is not signed in to the sign-in page, and from there back. */
export async function signedIn() {
  const who = await caller()
  if (who?.type === 'member') return who
  const path = (await headers()).get(PATH_HEADER) ?? '/'
  redirect(path === '/' ? '/sign-in' : `/sign-in?next=${encodeURIComponent(path)}`)
}

/** Whether this person may see a page. What it shows is asked of the API, which checks again. */
export async function may(permission: Permission): Promise<boolean> {
  return permissionsOf((await signedIn()).role).includes(permission)
}
