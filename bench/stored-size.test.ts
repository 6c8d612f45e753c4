import { expect, it } from 'vitest'
import { describeStored } from './stored-size'

it.each([
  [
    { recordedBytes: 20_000_000, storedBytes: 5_000_000 },
    'Recordings of 20.0 MB take 5.0 MB on the disk, 25 % of them.',
  ],
  [{ recordedBytes: 0, storedBytes: 0 }, 'Recordings of 0.0 MB take 0.0 MB on the disk.'],
])('says how much recordings take', (size, said) => {
  expect(describeStored(size)).toBe(said)
})
