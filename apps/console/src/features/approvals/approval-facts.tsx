import Link from 'next/link'
import { useMay } from '~/features/me/use-me'
import { ORIGIN_WORDS } from '~/features/people/origins'
import type { RouterOutputs } from '~/trpc/types'
import { Badge } from '~/ui/badge'
import { Fact, Facts } from '~/ui/facts'
import { joinWords, plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { VisibleText } from '~/ui/visible-text'
import { requirementWords } from './requirement-words'

const LINK = 'font-medium text-accent hover:underline'

export function ApprovalFacts({ approval }: { readonly approval: RouterOutputs['approvals']['get'] }) {
  const may = useMay()
  const { requester, session } = approval
  return (
    <Section title="Who, where and why">
      <div className="grid gap-x-8 gap-y-1.5 lg:grid-cols-2">
        <Facts>
          <Fact label="Who">
            {may('identity:read') ? (
              <Link href={`/people/${requester.id}`} className={LINK}>
                {requester.name}
              </Link>
            ) : (
              requester.name
            )}{' '}
            <Badge>{requester.kind}</Badge>
          </Fact>
          <Fact label="On behalf of">
            {requester.onBehalfOf ?? (requester.kind === 'agent' ? 'nobody' : 'themselves')}
          </Fact>
          {session && (
            <Fact label="Comes from">
              {ORIGIN_WORDS[session.origin]}
              {session.actors.length > 0 && (
                <span className="block text-muted">
                  through <VisibleText>{session.actors.join(', ')}</VisibleText>
                </span>
              )}
            </Fact>
          )}
          {session?.purpose && (
            <Fact label="Token for">
              <VisibleText>{session.purpose}</VisibleText>
            </Fact>
          )}
          <Fact label="Groups">{joinWords(requester.groups) || 'none'}</Fact>
          <Fact label="Connection">
            {approval.connectionId ? (
              <Link href={`/connections/${approval.connectionId}`} className={LINK}>
                {approval.connectionName}
              </Link>
            ) : (
              `${approval.connectionName} (removed)`
            )}
          </Fact>
          <Fact label="Answered by">{requirementWords(approval.requirements)}</Fact>
        </Facts>
        <Facts>
          {approval.ruleId && (
            <>
              <Fact label="Held by">
                <Link href={`/rules/${approval.ruleId}`} className={LINK}>
                  {approval.ruleName}
                </Link>
                {approval.message && <span className="block text-muted">{approval.message}</span>}
              </Fact>
              <Fact label="Reason">
                {approval.statedReason ? (
                  <>
                    <VisibleText>{approval.statedReason}</VisibleText>{' '}
                    <span className="text-faint">(as the client says)</span>
                  </>
                ) : (
                  <span className="text-faint">none given</span>
                )}
              </Fact>
            </>
          )}
          <Fact label="Before">
            {approval.kind === 'access' ? (
              <PastAnswers label={`${requester.name}, for access`} answers={approval.before.sameRule} />
            ) : (
              <>
                <PastAnswers label="This statement" answers={approval.before.sameStatement} />
                <PastAnswers label={`${requester.name}, by this rule`} answers={approval.before.sameRule} />
              </>
            )}
          </Fact>
          {session && <SessionFacts session={session} statementNumber={approval.statementNumber} />}
        </Facts>
      </div>
    </Section>
  )
}

interface SessionFactsProps {
  readonly session: NonNullable<RouterOutputs['approvals']['get']['session']>
  readonly statementNumber: number
}

function SessionFacts({ session, statementNumber }: SessionFactsProps) {
  const may = useMay()
  return (
    <>
      <Fact label="Session">
        {may('session:read') ? (
          <Link href={`/sessions/${session.id}?statement=${statementNumber}`} className={LINK}>
            since <Time at={session.startedAt} />
          </Link>
        ) : (
          <>
            since <Time at={session.startedAt} />
          </>
        )}
      </Fact>
      <Fact label="From">
        <code className="font-mono text-xs">{session.clientAddress}</code>
      </Fact>
      <Fact label="Client">
        {session.clientApplication ? (
          <>
            <VisibleText>{session.clientApplication}</VisibleText>{' '}
            <span className="text-faint">(as it calls itself)</span>
          </>
        ) : (
          <span className="text-faint">does not say</span>
        )}
        {session.clientDriver !== '' && (
          <span className="block text-faint">behaves like {session.clientDriver}</span>
        )}
      </Fact>
    </>
  )
}

interface PastAnswersProps {
  readonly label: string
  readonly answers: RouterOutputs['approvals']['get']['before']['sameRule']
}

function PastAnswers({ label, answers: { asked, approved, rejected } }: PastAnswersProps) {
  return (
    <span className="block">
      {label}: {asked === 0 ? 'never asked for' : `asked ${plural(asked, 'time')}`}
      {asked > 0 && (
        <span className="text-muted">
          , {approved} approved, {rejected} rejected
        </span>
      )}
    </span>
  )
}
