import { createHash } from 'node:crypto'
import type { Operation } from '@sallyport/core'
import type { RecordedMask } from '@sallyport/recording'

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
  const bound = [
    2,
    where.identityId,
    where.connectionId,
    where.host,
    where.port,
    where.database,
    where.username,
    statement.text,
    parameters,
    statement.context,
  ]
  return createHash('sha256').update(JSON.stringify(bound)).digest('hex')
}
