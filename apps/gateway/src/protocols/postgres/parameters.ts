import { PARAMETER_BYTES, putUint32 } from '@sallyport/recording'
import { NO_PARAMETERS, type RecordedParameters } from '../../session/recorder'
import type { Parameter } from '../../session/statement'
import type { Bind } from './codec/frontend'

/** A Bind's parameters, with the types that the Parse named beforehand. */
export function parametersOf(
  { parameters, parameterFormats }: Pick<Bind, 'parameters' | 'parameterFormats'>,
  parameterTypes: readonly number[],
): Parameter[] {
  return parameters.map((bytes, at) => ({
    typeOid: parameterTypes[at] ?? 0,
    typeName: TYPE_NAMES[parameterTypes[at] ?? 0] ?? '',
    format: (parameterFormats.length === 1 ? parameterFormats[0] : parameterFormats[at]) ?? 0,
    // The message is only a view into what was read: a held statement outlives it.
    bytes: bytes && Buffer.from(bytes),
  }))
}

const NULL_LENGTH = 0xffffffff

/** A Bind's parameters as they are recorded: the bytes that came. */
export function recordedParameters({ parameters, parameterFormats }: Bind): RecordedParameters {
  if (parameters.length === 0) return NO_PARAMETERS
  const size = parameters.reduce((sum, bytes) => sum + PARAMETER_BYTES + (bytes?.length ?? 0), 0)
  return {
    count: parameters.length,
    size,
    write(into, start) {
      let at = start
      parameters.forEach((bytes, index) => {
        at = putUint32(into, at, bytes ? bytes.length : NULL_LENGTH)
        into[at++] =
          (parameterFormats.length === 1 ? parameterFormats[0] : parameterFormats[index]) === 1 ? 1 : 0
        if (bytes) at += bytes.copy(into, at)
      })
    },
  }
}

/** The types that drivers name beforehand, by their fixed OIDs in pg_type. */
const TYPE_NAMES: Partial<Record<number, string>> = {
  16: 'bool',
  17: 'bytea',
  20: 'int8',
  21: 'int2',
  23: 'int4',
  25: 'text',
  114: 'json',
  700: 'float4',
  701: 'float8',
  1043: 'varchar',
  1082: 'date',
  1114: 'timestamp',
  1184: 'timestamptz',
  1700: 'numeric',
  2950: 'uuid',
  3802: 'jsonb',
}
