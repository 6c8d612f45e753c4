/**
 * Says what is being done, one line a step: `[2/6] installing packages …`. On a terminal the line counts the
 * seconds; elsewhere there is a line at the start, one now and then, and one at the end.
 */
export function progress(total, out = process.stdout) {
  let number = 0
  let open = ''

  return {
    async step(title, work) {
      const head = `[${++number}/${total}] ${title}`
      const startedAt = Date.now()
      const seconds = () => Math.round((Date.now() - startedAt) / 1000)
      open = head
      out.write(out.isTTY ? `${head} …` : `${head} …\n`)
      const tick = setInterval(
        () => out.write(out.isTTY ? `\r${head} … ${seconds()} s` : `${head} … ${seconds()} s\n`),
        out.isTTY ? 1000 : 15_000,
      )
      try {
        const answer = await work()
        const end =
          typeof answer === 'string' ? answer : answer === null ? 'not found' : `done in ${seconds()} s`
        out.write(out.isTTY ? `\r${head}: ${end}\u001b[K\n` : `${head}: ${end}\n`)
        return answer
      } catch (error) {
        out.write(out.isTTY ? `\r${head}: failed\u001b[K\n` : `${head}: failed\n`)
        throw error
      } finally {
        clearInterval(tick)
        open = ''
      }
    },
    /** A line of its own in the middle of a step. */
    note(line) {
      out.write(out.isTTY && open ? `\r\u001b[K      ${line}\n` : `      ${line}\n`)
    },
  }
}
