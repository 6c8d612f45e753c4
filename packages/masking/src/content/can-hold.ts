import type { Column } from '../column'
import { ELEMENTS, OID } from '../types'

/** Types whose values have no room for what a detector looks for, or are never written as it looks for it. */
const HARMLESS: ReadonlySet<number> = new Set([
  OID.bool,
  OID.char,
  OID.int2,
  OID.int4,
  OID.oid,
  OID.tid,
  OID.xid,
  OID.cid,
  OID.int2vector,
  OID.oidvector,
  OID.xid8,
  OID.pgLsn,
  OID.float4,
  OID.float8,
  OID.money,
  OID.bit,
  OID.varbit,
  OID.uuid,
  OID.inet,
  OID.cidr,
  OID.macaddr,
  OID.macaddr8,
  OID.date,
  OID.time,
  OID.timetz,
  OID.timestamp,
  OID.timestamptz,
  OID.interval,
  OID.point,
  OID.lseg,
  OID.path,
  OID.box,
  OID.polygon,
  OID.line,
  OID.circle,
  OID.int4range,
  OID.int8range,
  OID.numrange,
  OID.tsrange,
  OID.tstzrange,
  OID.daterange,
])

/** Whether a detector could ever find something in this type. What we do not know can hold anything. */
export function canHold({ typeOid }: Column): boolean {
  return !HARMLESS.has(ELEMENTS.get(typeOid) ?? typeOid)
}
