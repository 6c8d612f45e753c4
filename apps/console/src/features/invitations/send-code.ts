export interface Opened {
  readonly name: string
  readonly email: string
  readonly invitedByName: string
  readonly organizationName: string
}

/** Sends the code of the page's own address, which stands behind the `#` and so went to nobody yet. */
export async function sendCode(
  step: 'open' | 'accept',
  input: { readonly password?: string },
): Promise<Opened | { readonly refused: string }> {
  try {
    const response = await fetch(`/api/invitations/${step}`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ code: window.location.hash.slice(1), ...input }),
    })
    const body = await response.json()
    return response.ok ? body : { refused: String(body.message) }
  } catch {
    return { refused: 'The console did not answer. Check your network and try again.' }
  }
}
