const PIECE_BYTES = 4 * 1024 * 1024

/** One piece of a recording's bytes from `offset` on; empty when there is no more. */
export async function fetchRecording(id: string, offset: number, end: number): Promise<Uint8Array> {
  const last = Math.min(end, offset + PIECE_BYTES) - 1
  const response = await fetch(`/api/recordings/${id}`, {
    headers: { range: `bytes=${offset}-${last}` },
    cache: 'no-store',
  })
  if (response.status === 416) return new Uint8Array(0)
  if (!response.ok) throw new Error(reasonOf(response.status))
  const bytes = new Uint8Array(await response.arrayBuffer())
  // A proxy on the way may answer with the whole.
  return response.status === 200 ? bytes.subarray(offset) : bytes
}

function reasonOf(status: number): string {
  if (status === 401) return 'You are signed out. Sign in again to see the recording.'
  if (status === 403) return 'Your role does not allow you to see recordings.'
  if (status === 404) return 'The recording is not there.'
  return `The recording could not be fetched (HTTP ${status}).`
}
