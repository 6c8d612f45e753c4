import { hasClass, isAlphanumeric, LETTER } from '../characters'
import { type DigitGroup, lengthOf } from '../digit-groups'
import type { Detector } from '../scan'
import { beginsLikeCard, isCardNumber, LONGEST_CARD, SHORTEST_CARD } from './card-number'

/** Payment card numbers: undivided, or in groups of four (4-6-4 and 4-6-5 too) with one kind of separator. */
export const detectCard: Detector = ({ bytes, numbers: groups }, found) => {
  for (let index = 0; index < groups.length; ) {
    const count = cardAt(bytes, groups, index)
    const [first, last] = [groups[index], groups[index + count - 1]]
    if (first && last && count > 0) found.push({ start: first.start, end: last.end, dataClass: 'card' })
    index += Math.max(count, 1)
  }
}

/** How many groups from this one on are a card number. */
function cardAt(bytes: Uint8Array, groups: readonly DigitGroup[], index: number): number {
  const first = groups[index]
  if (!first || first.joint === 'dot' || isAlphanumeric(bytes[first.start - 1])) return 0
  const length = lengthOf(first)
  if (length >= SHORTEST_CARD) return isUndivided(bytes, first, groups[index + 1]) ? 1 : 0
  if (length !== 4 || isInIban(bytes, first, groups[index - 1])) return 0

  if (!beginsLikeCard(bytes, first.start)) return 0
  for (let count = groupsInCard(groups, index); count >= 3; count--) {
    const last = groups[index + count - 1]
    if (!last || !isShape(groups, index, count) || isAlphanumeric(bytes[last.end])) continue
    if (isCardNumber(bytes, first.start, last.end)) return count
  }
  return 0
}

/** RS35 2600 0560 …: a country and two digits in front. */
function isInIban(bytes: Uint8Array, first: DigitGroup, previous: DigitGroup | undefined): boolean {
  if (first.joint !== 'space' || !previous || lengthOf(previous) !== 2) return false
  return hasClass(bytes[previous.start - 1], LETTER) && hasClass(bytes[previous.start - 2], LETTER)
}

function isUndivided(bytes: Uint8Array, group: DigitGroup, next: DigitGroup | undefined): boolean {
  if (lengthOf(group) > LONGEST_CARD || isAlphanumeric(bytes[group.end])) return false
  // The fraction of a decimal, the last part of a UUID.
  if (next?.joint === 'dot' || (lengthOf(group) === SHORTEST_CARD && group.joint === 'dash')) return false
  return isCardNumber(bytes, group.start, group.end)
}

/** The groups that one kind of separator joins to this one, as far as they can be of one card. */
function groupsInCard(groups: readonly DigitGroup[], index: number): number {
  const joint = groups[index + 1]?.joint
  if (joint !== 'space' && joint !== 'dash' && joint !== 'dot') return 1
  let count = 1
  while (count < 5 && groups[index + count]?.joint === joint) count++
  return count
}

function isShape(groups: readonly DigitGroup[], index: number, count: number): boolean {
  const last = lengthOf(groups[index + count - 1])
  if (count === 3 && lengthOf(groups[index + 1]) === 6) return last === 4 || last === 5
  for (let next = index; next < index + count - 1; next++) if (lengthOf(groups[next]) !== 4) return false
  return last <= 4
}
