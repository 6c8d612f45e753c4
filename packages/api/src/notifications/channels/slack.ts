import { SallyportError } from '@sallyport/core'
import type { Message } from '../message'
import type { ChannelSecret } from '../secret'
import { post } from './post'
import { accepted } from './webhook'

/** An incoming webhook of Slack, or of what understands the same (Mattermost, Rocket.Chat, Discord’s /slack). */
export async function sendSlack(
  message: Message,
  { url }: ChannelSecret,
  allowedHosts: readonly string[],
): Promise<string> {
  if (!url) throw new SallyportError('INVALID_INPUT', 'the channel has no address')
  return accepted(await post(url, JSON.stringify(slackBody(message)), {}, allowedHosts))
}

export function slackBody({ title, lines, data }: Message) {
  const text = [`*${escape(title)}*`, ...lines.map(escape)].join('\n')
  return {
    text: escape(title),
    blocks: [
      { type: 'section', text: { type: 'mrkdwn', text: text.slice(0, 2_900) } },
      {
        type: 'actions',
        elements: [
          { type: 'button', text: { type: 'plain_text', text: 'Open in Sallyport' }, url: data.url },
        ],
      },
    ],
  }
}

/**
 * https://api.slack.com/reference/surfaces/formatting#escaping, and the marks of its own: a name must not become a link, a
 * mention or bold.
 */
function escape(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll(/[*_~`]/g, (mark) => `\u200b${mark}`)
}
