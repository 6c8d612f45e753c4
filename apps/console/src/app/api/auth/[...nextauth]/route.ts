import type { NextRequest } from 'next/server'
import NextAuth from 'next-auth'
import { authOptions } from '~/server/auth'

interface RouteContext {
  readonly params: Promise<{ nextauth: string[] }>
}

/** The options are made per request, so that a build needs no environment. */
function handle(request: NextRequest, context: RouteContext) {
  return NextAuth(request, context, authOptions())
}

export { handle as GET, handle as POST }
