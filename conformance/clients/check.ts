/** Runs one check, and prints its name and what it saw, or the error that ended it. */
export async function check(name: string, work: () => Promise<unknown>): Promise<void> {
  const seen = await work().catch((error: { code?: string; message?: string }) => ({
    error: error.code ?? error.message,
  }))
  process.stdout.write(`${name}\t${JSON.stringify(seen)}\n`)
}
