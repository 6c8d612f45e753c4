import { type NextRequest, NextResponse } from 'next/server'
import { PATH_HEADER } from '~/trpc/path-header'

/** Tells pages and layouts where they are, so that a sign-in can lead back to it. A client cannot set it. */
export function proxy(request: NextRequest): NextResponse {
  const headers = new Headers(request.headers)
  headers.set(PATH_HEADER, request.nextUrl.pathname + request.nextUrl.search)
  return NextResponse.next({ request: { headers } })
}

export const config = { matcher: ['/((?!api/|_next/|ws/|icon).*)'] }
