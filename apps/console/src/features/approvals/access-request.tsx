'use client'

import { VERB_OPTIONS } from '~/features/rules/verbs'
import type { RouterOutputs } from '~/trpc/types'
import { Countdown } from '~/ui/countdown'
import { Fact, Facts } from '~/ui/facts'
import { formatDuration } from '~/ui/format'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'

interface Props {
  readonly approval: RouterOutputs['approvals']['get']
}

/** Access that is asked for: to do what, where, for how long, and why. */
export function AccessRequest({ approval }: Props) {
  const { access, connectionName, statedReason, status, expiresAt } = approval
  if (!access) return null
  return (
    <>
      <Facts>
        <Fact label="Connection">
          <strong className="font-semibold">{connectionName}</strong>
        </Fact>
        {access.unmasked.length > 0 ? (
          <Fact label="To see unmasked">
            <Globs globs={access.unmasked} />
          </Fact>
        ) : (
          <>
            <Fact label="To do">
              <ul className="flex flex-col gap-0.5">
                {access.verbs.map((verb) => (
                  <li key={verb}>
                    <strong className="font-medium">{verb}</strong>{' '}
                    <span className="text-faint">
                      {VERB_OPTIONS.find(({ value }) => value === verb)?.hint ?? ''}
                    </span>
                  </li>
                ))}
              </ul>
            </Fact>
            <Fact label="With">
              {access.resources.length === 0 ? (
                'everything behind the connection'
              ) : (
                <Globs globs={access.resources} />
              )}
            </Fact>
          </>
        )}
        <Fact label="For">
          {formatDuration(access.minutes * 60_000)}
          {status === 'pending' && <span className="text-faint"> from the yes on</span>}
          {status === 'approved' && (
            <>
              {', until '}
              <Time at={expiresAt} /> (<Countdown until={expiresAt} /> left)
            </>
          )}
        </Fact>
        <Fact label="Why">
          <span className="break-words whitespace-pre-wrap">
            “<VisibleText>{statedReason ?? ''}</VisibleText>”
          </span>
        </Fact>
      </Facts>
      <p className="text-dense text-faint">
        {access.unmasked.length > 0
          ? 'Nothing else is allowed by it. What is seen is in the recording too. It ends by itself, and its sessions with it.'
          : 'What rules deny stays denied, and what they hold is held. Access ends by itself, and its sessions with it.'}
      </p>
    </>
  )
}

function Globs({ globs }: { readonly globs: readonly string[] }) {
  return (
    <ul>
      {globs.map((glob) => (
        <li key={glob} className="font-mono text-xs break-all">
          <VisibleText>{glob}</VisibleText>
        </li>
      ))}
    </ul>
  )
}
