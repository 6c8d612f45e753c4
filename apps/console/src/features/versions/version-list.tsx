'use client'

import { useMemo } from 'react'
import type { RouterOutputs } from '~/trpc/types'
import { Button } from '~/ui/button'
import { Section } from '~/ui/page'
import { Time } from '~/ui/time'
import { fieldChanges } from './field-changes'

type Version = RouterOutputs['rules' | 'maskingRules']['versions']['items'][number]

const ACTIONS: Readonly<Record<Version['action'], string>> = {
  create: 'created it',
  update: 'changed it',
  enable: 'switched it on',
  disable: 'switched it off',
  'roll-back': 'went back to an earlier version',
  remove: 'removed it',
  restore: 'restored it',
  apply: 'applied a file or pack',
}

interface Props {
  /** The newest first. */
  readonly versions: readonly Version[]
  readonly mayGoBack: boolean
  /** The version to which one is going back. */
  readonly busy: number | null
  readonly onGoBack: (number: number) => void
}

/** Every version of a rule: who made it, what it changed, and the way back to it. */
export function VersionList({ versions, mayGoBack, busy, onGoBack }: Props) {
  return (
    <Section title="Versions" description="Going back makes a new version: nothing is lost">
      <ol aria-label="Versions" className="flex flex-col gap-3">
        {versions.map((version, index) => (
          <li key={version.number} className="flex items-start gap-3">
            <div className="min-w-0 flex-1">
              <p className="text-dense">
                <strong className="font-semibold">Version {version.number}</strong>: {version.author}{' '}
                {ACTIONS[version.action]} <Time at={version.at} />
              </p>
              <Diff version={version} before={versions[index + 1]} />
            </div>
            {index > 0 && mayGoBack && (
              <Button
                size="sm"
                busy={busy === version.number}
                aria-label={`Go back to version ${version.number}`}
                onClick={() => onGoBack(version.number)}
              >
                Go back
              </Button>
            )}
          </li>
        ))}
      </ol>
    </Section>
  )
}

function Diff({ version, before }: { readonly version: Version; readonly before: Version | undefined }) {
  const changes = useMemo(
    () => (before ? fieldChanges(before.content, version.content) : []),
    [before, version],
  )
  if (changes.length === 0) return null
  return (
    <ul className="mt-1 flex flex-col gap-0.5">
      {changes.map(({ field, from, to }) => (
        <li key={field} className="font-mono text-xs break-words">
          {field}: <del className="text-deny">{from}</del> <ins className="text-allow no-underline">{to}</ins>
        </li>
      ))}
    </ul>
  )
}
