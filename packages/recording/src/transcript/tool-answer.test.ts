import { describe, expect, it } from 'vitest'
import { readToolAnswer } from './tool-answer'

const read = (answer: unknown) => readToolAnswer(new TextEncoder().encode(JSON.stringify(answer)))
const shown = (answer: unknown) => read(answer).map(({ label, text }) => [label, text])

describe('readToolAnswer', () => {
  it.each([
    ['a text', { content: [{ type: 'text', text: 'hello' }] }, [['text', 'hello']]],
    [
      'structured content once, although it comes as text too',
      { content: [{ type: 'text', text: '{"a":1}' }], structuredContent: { a: 1 } },
      [['structured content', '{\n  "a": 1\n}']],
    ],
    [
      'an image by its size',
      { content: [{ type: 'image', mimeType: 'image/png', data: 'AAAA' }] },
      [['image (image/png)', '3 bytes']],
    ],
    [
      'a resource by its text',
      { content: [{ type: 'resource', resource: { uri: 'file:///a', text: 'x' } }] },
      [['resource file:///a', 'x']],
    ],
  ])('shows %s', (_, answer, parts) => expect(shown(answer)).toEqual(parts))

  it('says that the tool failed', () => {
    expect(read({ content: [{ type: 'text', text: 'no' }], isError: true })).toMatchObject([
      { label: 'text, an error', isError: true },
    ])
  })

  it('shows what is no answer as it is', () => {
    expect(readToolAnswer(new TextEncoder().encode('{"con'))).toMatchObject([{ text: '{"con' }])
  })
})
