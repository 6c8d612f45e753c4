import { Fragment, type ReactNode } from 'react'

/**
 * Characters that are not seen, or that change how what follows is seen: controls except tab and line end,
 * soft hyphen, zero-width and bidirectional marks, the byte order mark, unusual line ends and spaces.
 */
const UNSEEN =
  // oxlint-disable-next-line no-control-regex, no-misleading-character-class -- these characters are the point
  /[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u2028-\u202f\u205f-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff9-\ufffb]|[\u{e0000}-\u{e0fff}]/gu

/** `\u202e` for the character itself, as one types it in most languages. */
export function escapeUnseen(text: string): string {
  return text.replace(UNSEEN, nameOf)
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0
  if (code <= 0xff) return `\\x${code.toString(16).padStart(2, '0')}`
  return code <= 0xffff ? `\\u${code.toString(16).padStart(4, '0')}` : `\\u{${code.toString(16)}}`
}

/** Text from a client or a target, with what cannot be seen made visible. Never HTML. */
export function VisibleText({ children: text }: { readonly children: string }): ReactNode {
  if (text.search(UNSEEN) < 0) return text
  const parts: ReactNode[] = []
  let end = 0
  for (const { 0: character, index } of text.matchAll(UNSEEN)) {
    parts.push(text.slice(end, index))
    parts.push(
      <span
        key={index}
        className="rounded-xs bg-deny-soft text-code-escape"
        title="A character that cannot be seen"
      >
        {nameOf(character)}
      </span>,
    )
    end = index + character.length
  }
  return <Fragment>{[...parts, text.slice(end)]}</Fragment>
}
