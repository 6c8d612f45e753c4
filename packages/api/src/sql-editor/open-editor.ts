import { SallyportError } from '@sallyport/core'
import { recordAudit } from '../audit/record-audit'
import type { Member, Services } from '../context'
import { orNotFound } from '../not-found'
import { may } from '../permissions'
import { issueToken } from '../tokens/issue-token'
import { revokeTokens } from '../tokens/revoke-tokens'

/** The longest that one session of the editor lasts: its token ends then, and the session with it. */
const TOKEN_SECONDS = 4 * 3_600
/** What recordings and the list of tokens say that the token was given out for. */
export const EDITOR_PURPOSE = 'SQL in the console'

/** What the console needs to run SQL as a person; the token stays in its memory. */
export interface OpenedEditor {
  readonly connection: string
  readonly tokenId: string
  readonly token: string
}

/**
 * A token of a person's own, for one connection, with which the console goes through a gateway as they would. Whoever
 * came with a token gets none: a person sits at the page. Throws DENIED, and NOT_FOUND.
 */
export async function openEditor(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  member: Member,
  connectionId: string,
): Promise<OpenedEditor> {
  if (!may(member, 'token:create') || member.consoleSessionId === null)
    throw new SallyportError('DENIED', 'This needs token:create, and a sign-in to the console')
  return db.$transaction(async (tx) => {
    const where = { id: connectionId, organizationId: member.organizationId }
    const found = await tx.connection.findFirst({ where, select: { name: true } })
    const { name } = orNotFound(found, 'connection')
    const { id, token, expiresAt } = await issueToken(tx, masterKey, {
      identityId: member.id,
      seconds: TOKEN_SECONDS,
      bounds: { connections: [name], purpose: EDITOR_PURPOSE, rowBudget: null },
      consoleUrl: settings.consoleUrl,
    })
    await recordAudit(tx, member, {
      action: 'token.create',
      subject: { type: 'person', id: member.id, name: member.name },
      detail: {
        token: id,
        scope: 'connect',
        expiresAt: expiresAt.toISOString(),
        connections: [name],
        purpose: EDITOR_PURPOSE,
      },
    })
    return { connection: name, tokenId: id, token }
  })
}

/** The token is worth nothing once its session is over. */
export async function closeEditor(
  { db }: Pick<Services, 'db'>,
  { organizationId }: Member,
  tokenId: string,
): Promise<void> {
  await db.$transaction((tx) =>
    revokeTokens(tx, organizationId, { id: tokenId }, 'the page with its SQL was closed'),
  )
}

/** The gateway's session that was opened with the token. */
export async function sessionOfEditor({ db }: Pick<Services, 'db'>, tokenId: string): Promise<string | null> {
  const found = await db.session.findFirst({ where: { tokenId }, select: { id: true } })
  return found?.id ?? null
}
