'use client'

import { useSyncExternalStore } from 'react'
import { Callout } from '~/ui/callout'
import { Section } from '~/ui/page'
import { Switch } from '~/ui/switch'
import { browserNotifications } from './browser-setting'

/** Whether this browser says when something waits, also while another tab is looked at. */
export function BrowserNotifications() {
  const state = useSyncExternalStore(
    browserNotifications.subscribe,
    browserNotifications.state,
    () => 'off' as const,
  )
  return (
    <Section
      title="This browser"
      description="Says when something waits for an answer, while a tab with this console is open"
      actions={
        <Switch
          checked={state === 'on'}
          disabled={state === 'blocked' || state === 'unsupported'}
          label="Notifications of this browser"
          onChange={(on) => void browserNotifications.set(on)}
        />
      }
    >
      {state === 'blocked' ? (
        <Callout tone="warning" title="Your browser does not let this site notify you">
          Allow notifications for this site in the browser’s settings, and come back.
        </Callout>
      ) : (
        <p className="text-dense text-muted">
          {state === 'unsupported'
            ? 'This browser cannot show notifications.'
            : state === 'on'
              ? 'On. A notification says who asks and where; it opens the request and answers nothing.'
              : 'Off. The setting is this browser’s own.'}
        </p>
      )}
    </Section>
  )
}
