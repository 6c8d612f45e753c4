/** Audit actions by their noun, for the filter: the API matches by beginning. */
export const ACTION_OPTIONS = [
  { value: 'approval.', label: 'Approvals' },
  { value: 'access.', label: 'Access requests' },
  { value: 'connection.', label: 'Connections' },
  { value: 'rule.', label: 'Rules' },
  { value: 'masking-rule.', label: 'Masking rules' },
  { value: 'identity.', label: 'People and agents' },
  { value: 'group.', label: 'Groups' },
  { value: 'invitation.', label: 'Invitations' },
  { value: 'token.', label: 'Tokens' },
  { value: 'session.', label: 'Sessions' },
  { value: 'recording.', label: 'Recordings' },
  { value: 'notification-channel.', label: 'Notifications' },
  { value: 'settings.', label: 'Settings' },
  { value: 'statement.', label: 'Searches over statements' },
  { value: 'saved-search.', label: 'Saved searches' },
  { value: 'sign-in.', label: 'Sign-ins' },
  { value: 'second-factor.', label: 'Second factors' },
  { value: 'gateway.', label: 'Gateways' },
  { value: 'policy.', label: 'Policy files and packs' },
] as const

const PATHS: Readonly<Record<string, string>> = {
  approval: '/approvals/',
  connection: '/connections/',
  rule: '/rules/',
  'masking-rule': '/masking/',
  person: '/people/',
  agent: '/people/',
  identity: '/people/',
  session: '/sessions/',
  'notification-channel': '/settings/notifications/',
  recording: '/sessions/',
}

/** Where the thing that an event is about can be seen; removed ones lead to the not-found page. */
export function subjectPath(type: string, id: string | null, action: string): string | null {
  const path = PATHS[type]
  return path && id && !action.endsWith('.remove') ? path + id : null
}
