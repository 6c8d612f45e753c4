import { DETECTOR_CLASSES, type DetectorClass } from '@sallyport/core'
import type { Db } from '@sallyport/db'
import { compileDetection, maskText } from '@sallyport/masking'
import { matchesPattern } from '@sallyport/policy'
import type { Member } from '../context'
import { toMaskingRule } from '../masking-rules/to-masking-rule'
import type { ApprovalItem } from './to-item'

type Texts = Pick<ApprovalItem, 'statement' | 'parameters' | 'statedReason'>
/** Shows a text on a connection as somebody may see it. */
export type MaskTextOf = (text: string, connectionName: string) => string

/**
 * What in a statement's text would be masked for this person in a result is masked in a request too, wherever its content
 * shows what it is. What runs is bound to the text as it was sent; see the digest.
 */
export async function maskForMember(db: Db, { organizationId, groups }: Member): Promise<MaskTextOf> {
  const rows = await db.maskingRule.findMany({ where: { organizationId, enabled: true } })
  const own = rows
    .map(toMaskingRule)
    .filter((rule) => rule.groups.length === 0 || rule.groups.some((group) => groups.includes(group)))
  return (text, connectionName) => {
    const rules = own.filter(
      ({ connections }) =>
        connections.length === 0 || connections.some((pattern) => matchesPattern(pattern, connectionName)),
    )
    if (rules.length === 0) return text
    const classes = rules.flatMap(({ dataClass, detectors }) => [
      ...detectors,
      ...(isDetected(dataClass) ? [dataClass] : []),
    ])
    return maskText(
      text,
      compileDetection(
        classes,
        rules.flatMap(({ customDetectors }) => customDetectors),
      ),
    )
  }
}

export function maskTexts<Item extends Texts & { readonly connectionName: string }>(
  item: Item,
  maskOf: MaskTextOf,
): Item & { readonly isMasked: boolean } {
  const { connectionName } = item
  const statement = maskOf(item.statement, connectionName)
  const parameters = item.parameters.map(({ type, text }) => ({
    type,
    text: text === null ? null : maskOf(text, connectionName),
  }))
  const statedReason = item.statedReason === null ? null : maskOf(item.statedReason, connectionName)
  const isMasked =
    statement !== item.statement || parameters.some(({ text }, at) => text !== item.parameters[at]?.text)
  return { ...item, statement, parameters, statedReason, isMasked }
}

function isDetected(name: string): name is DetectorClass {
  return (DETECTOR_CLASSES as readonly string[]).includes(name)
}
