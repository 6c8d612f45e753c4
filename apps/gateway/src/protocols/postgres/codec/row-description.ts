import { ByteReader } from '../../../bytes/reader'

/** One column of a result, as RowDescription ('T') tells it. */
export interface ResultColumn {
  readonly name: string
  /** The relation and column number that the value comes from unchanged; 0: it is computed. */
  readonly tableOid: number
  readonly columnNumber: number
  readonly typeOid: number
  readonly typeModifier: number
  readonly format: 0 | 1
}

export function decodeRowDescription(body: Buffer): ResultColumn[] {
  const reader = new ByteReader(body, 'RowDescription')
  const columns = Array.from({ length: reader.uint16() }, (): ResultColumn => {
    const name = reader.text()
    const tableOid = reader.uint32()
    const columnNumber = reader.int16()
    const typeOid = reader.uint32()
    reader.int16() // the type's size
    const typeModifier = reader.int32()
    return { name, tableOid, columnNumber, typeOid, typeModifier, format: reader.int16() === 1 ? 1 : 0 }
  })
  reader.end()
  return columns
}
