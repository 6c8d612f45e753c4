/** How many of what is sorted by time are not after `at`. */
export function countUntil(times: readonly number[], at: number): number
export function countUntil<Item>(items: readonly Item[], at: number, timeOf: (item: Item) => number): number
export function countUntil<Item>(
  items: readonly Item[],
  at: number,
  timeOf: (item: Item) => number = Number,
): number {
  let low = 0
  let high = items.length
  while (low < high) {
    const middle = (low + high) >> 1
    const item = items[middle]
    if (item === undefined || timeOf(item) <= at) low = middle + 1
    else high = middle
  }
  return low
}
