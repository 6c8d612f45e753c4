import type { Outbox } from '../src/bytes/outbox'
import { Recorder } from '../src/session/recorder'

/**
 * Takes the recorder out of this process, which nothing else can: to know what it costs. What goes to a client is
 * copied as it would be, for it lies in a buffer that is read into again.
 */
export function withoutRecordings(): void {
  const nothing = () => undefined
  Object.assign(Recorder.prototype, {
    append: nothing,
    statement: nothing,
    beginOutput: nothing,
    add: (bytes: Uint8Array, start: number, end: number, client: Outbox) =>
      client.send(Buffer.from(bytes.subarray(start, end))),
    finishOutput: nothing,
    statementEnd: nothing,
    forward: (target: Outbox, bytes: Buffer) => target.send(bytes),
    durable: async () => undefined,
    writeIfLarge: nothing,
    close: nothing,
  })
}
