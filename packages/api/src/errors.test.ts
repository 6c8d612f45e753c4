import { SallyportError } from '@sallyport/core'
import { connectDb } from '@sallyport/db'
import { freePort } from '@sallyport/testkit'
import { TRPCError } from '@trpc/server'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { describeError, FieldError, ownError, toTrpcError } from './errors'

const internal = (cause: unknown) => new TRPCError({ code: 'INTERNAL_SERVER_ERROR', cause })

describe('describeError', () => {
  it('says our own errors as they are, with their hint', () => {
    const error = toTrpcError(new SallyportError('CONFLICT', 'settled already', { hint: 'read again' }))
    expect(describeError(error)).toEqual({
      error: 'CONFLICT',
      message: 'settled already',
      hint: 'read again',
      fields: {},
    })
  })

  it('names the field of an error about a field', () => {
    const error = toTrpcError(new FieldError('CONFLICT', 'name', 'taken'))
    expect(describeError(error)).toMatchObject({ error: 'CONFLICT', fields: { name: ['taken'] } })
  })

  it('names the fields of an input that was refused', () => {
    const schema = z.object({ port: z.int('a whole number'), tags: z.array(z.string().min(1, 'not empty')) })
    const { error } = schema.safeParse({ port: 1.5, tags: ['ok', ''] })
    expect(describeError(new TRPCError({ code: 'BAD_REQUEST', cause: error }))).toMatchObject({
      error: 'INVALID_INPUT',
      message: 'port: a whole number; tags.1: not empty',
      fields: { port: ['a whole number'], 'tags.1': ['not empty'] },
    })
  })

  it.each([
    ['a failure of a library', internal(new Error('password=hunter2 in /etc/secret'))],
    ['an internal error of ours', toTrpcError(new SallyportError('INTERNAL', 'hunter2'))],
    ['a cause that is no error', internal('hunter2')],
  ])('says nothing of %s', (_, error) => {
    expect(JSON.stringify(describeError(error))).toBe(
      '{"error":"INTERNAL","message":"Something went wrong on the server","hint":null,"fields":{}}',
    )
  })

  it('knows a database that does not answer', async () => {
    const db = connectDb(`postgresql://nobody:hunter2@127.0.0.1:${await freePort()}/none`)
    const cause = await db.organization.findFirst().catch((error: unknown) => error)
    expect(ownError(cause)).toMatchObject({ code: 'UNAVAILABLE' })
    expect(describeError(internal(cause))).toMatchObject({ error: 'UNAVAILABLE' })
    expect(describeError(internal(cause)).message).not.toContain('127.0.0.1')
  })
})
