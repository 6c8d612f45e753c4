import { createHash } from 'node:crypto'
import type { Operation } from '@sallyport/core'
import type { RecordedMask } from '@sallyport/recording'
import { readableShape } from '@sallyport/sql'

/** A value that the client sends beside the statement's text. */
export interface Parameter {
  readonly typeOid: number
  /** The type's name for people; empty when the client left it to the target. */
  readonly typeName: string
  readonly format: number
  /** `null` is SQL NULL. */
  readonly bytes: Buffer | null
}

/** One unit that is decided: what the client asks to run, understood. */
export interface Statement {
  readonly text: string
  readonly parameters: readonly Parameter[]
  readonly operations: readonly Operation[]
  /** Everything else that changes what will run: the settings that the target reports, SET statements so far. */
  readonly context: readonly (readonly [string, string])[]
  /** What its results show masked, for the record: no part of what is decided. */
  readonly masks?: readonly RecordedMask[]
}

/** The parameters as people read them; binary values that are not text are shown in hexadecimal. */
export function readableParameters(statement: Statement): (string | null)[] {
  return statement.parameters.map(({ bytes, format }) => {
    if (bytes === null) return null
    return format === 0 ? bytes.toString('utf8') : `\\x${bytes.toString('hex')}`
  })
}

/** For whom it runs, and where: the target's own user is what it may do there. */
export interface Where {
  readonly identityId: string
  readonly connectionId: string
  readonly host: string
  readonly port: number
  readonly database: string
  readonly username: string
}

/**
 * SHA-256 of everything that decides what will run and for whom. An approval is for this and nothing else.
 * JSON keeps the parts apart, so that no text can pose as another's parameter.
 */
export function digestOf(statement: Statement, where: Where): string {
  const parameters = statement.parameters.map(({ typeOid, format, bytes }) => [
    typeOid,
    format,
    bytes?.toString('base64') ?? null,
  ])
  return hashOf([2, ...partsOf(where), statement.text, parameters, statement.context])
}

/**
 * The statement but for its literals and the values of its parameters, and the digest of it: for whom, where and under
 * which settings as above, and what it does, with conditions such as "always true", which literals can make.
 */
export function shapeOf(statement: Statement, where: Where): { text: string; digest: string } | null {
  if (statement.operations.some(({ verb }) => verb === 'call')) return null // its text is no SQL
  const text = readableShape(statement.text)
  if (text === null) return null
  const types = statement.parameters.map(({ typeOid, format }) => [typeOid, format])
  const { context, operations } = statement
  return { text, digest: hashOf(['shape', 1, ...partsOf(where), text, types, context, operations]) }
}

function partsOf({ identityId, connectionId, host, port, database, username }: Where): readonly unknown[] {
  return [identityId, connectionId, host, port, database, username]
}

function hashOf(parts: readonly unknown[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex')
}
