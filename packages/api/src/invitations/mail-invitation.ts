import { SallyportError } from '@sallyport/core'
import type { Services } from '../context'
import { sendEmail } from '../notifications/channels/email'
import { openChannelSecret } from '../notifications/secret'
import { ChannelSettings } from '../notifications/to-item'
import type { InvitationItem, InvitationLink } from './to-item'

interface Letter {
  readonly organizationId: string
  readonly organizationName: string
  readonly invitation: InvitationItem
  readonly link: string
}

/** Sends the link by the first mail server that notifications use. It is sent once: who asked for it sees what came of it. */
export async function mailInvitation(
  { db, masterKey, settings }: Pick<Services, 'db' | 'masterKey' | 'settings'>,
  { organizationId, organizationName, invitation, link }: Letter,
): Promise<InvitationLink['mail']> {
  const channel = await db.notificationChannel.findFirst({
    where: { organizationId, kind: 'email', enabled: true },
    orderBy: { createdAt: 'asc' },
    omit: { sealedSecret: false },
  })
  const server = channel && ChannelSettings.parse(channel.settings).server
  if (!channel || !server) return null
  const secret = openChannelSecret(masterKey, channel.id, channel.sealedSecret)
  const { invitedByName, email, expiresAt, id } = invitation
  const mail = {
    title: `${invitedByName} invites you to Sallyport`,
    lines: [
      `You may sign in to Sallyport of ${organizationName} at ${settings.consoleUrl} as ${email}.`,
      `The link below is yours alone and good once, until ${sayTime(expiresAt)}.`,
    ],
    data: { url: link },
  }
  try {
    await sendEmail(mail, server, [email], secret, settings.allowedHosts)
  } catch (error) {
    if (!(error instanceof SallyportError)) throw error
    return { ok: false, message: error.message }
  }
  await db.invitation.updateMany({ where: { id, organizationId }, data: { mailedAt: new Date() } })
  return { ok: true, message: `sent to ${email}` }
}

function sayTime(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`
}
