import type { RouterOutputs } from '~/trpc/types'
import { Callout } from '~/ui/callout'
import { CodeBlock } from '~/ui/code'
import { Time } from '~/ui/time'

interface Props {
  readonly made: RouterOutputs['invitations']['create']
  readonly name: string
}

/** The link of an invitation, this once, and what became of its mail. */
export function InvitationLink({ made, name }: Props) {
  const { link, expiresAt, mail } = made
  return (
    <div className="flex flex-col gap-3">
      {mail && (
        <Callout
          tone={mail.ok ? 'good' : 'warning'}
          title={mail.ok ? `The link was ${mail.message}` : 'The mail was not sent'}
          announce
        >
          {mail.ok ? 'You need not pass it on yourself.' : `${mail.message}. Pass the link on yourself.`}
        </Callout>
      )}
      <CodeBlock label="Link of the invitation" text={link} />
      <Callout
        tone="info"
        title={
          <>
            It is good once, until <Time at={expiresAt} exactly />
          </>
        }
      >
        Whoever opens it becomes {name || 'this person'}: pass it on by a way that you trust. It is not kept
        here and cannot be shown again; a new one can be made at any time.
      </Callout>
    </div>
  )
}
