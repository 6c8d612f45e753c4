import { ByteReader } from '../../bytes/reader'
import { type Answer, violation } from './answer'
import { parameterStatus } from './codec/backend'
import { message as build, cstring } from './codec/write'
import { scrubError } from './scrub-error'
import { READABLE } from './understand'

/** What a target may say at any time. */
export class NoticeResponses {
  private readonly answer: Answer

  constructor(answer: Answer) {
    this.answer = answer
  }

  onNotice(): void {
    const { answer } = this
    const { masker, pending } = answer.conversation
    answer.emit(scrubError(answer.message, masker, answer.reachesMasked(masker), pending.head?.positions))
  }

  /** NotificationResponse. */
  onNotification(): void {
    const { answer } = this
    const reader = new ByteReader(answer.body, 'NotificationResponse')
    const processId = Buffer.from(reader.bytes(4))
    const channel = reader.text()
    const payload = reader.text()
    const clean = answer.conversation.masker.text(payload)
    if (clean === payload) answer.pass()
    else answer.emit(build('A', processId, cstring(channel), cstring(clean)))
  }

  onParameterStatus(): void {
    const { answer } = this
    const { conversation } = answer
    const { masker } = conversation
    const reader = new ByteReader(answer.body, 'ParameterStatus')
    const name = reader.text()
    const value = reader.text()
    conversation.noteParameter(name, value)
    // Every value is masked as UTF-8. Where nothing is masked, texts count as not understood from here on.
    const isChanged = READABLE.has(name) && value !== READABLE.get(name)
    if (isChanged && masker.isActive)
      throw violation(`${name} must not change to ${value} on this connection`)
    const clean = masker.text(value)
    if (clean === value) answer.pass()
    else answer.emit(parameterStatus(name, clean))
  }
}
