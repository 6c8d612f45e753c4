import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { spoolFolders } from './folders'

let spool: string
beforeAll(() => {
  spool = mkdtempSync(join(tmpdir(), 'folders-'))
  for (const name of ['process-2', 'process-3', 'process-x', 'other']) mkdirSync(join(spool, name))
})
afterAll(() => rmSync(spool, { recursive: true }))

const folders = (count: number, number?: number) =>
  spoolFolders({ SALLYPORT_SPOOL: spool, SALLYPORT_PROCESSES: count, SALLYPORT_PROCESS_NUMBER: number })

it('gives each process a folder of its own, and the first that of a gateway with one', () => {
  expect(folders(3, 1)).toEqual([spool])
  expect(folders(3, 2)).toEqual([join(spool, 'process-2')])
  expect(folders(3, 3)).toEqual([join(spool, 'process-3')])
})

it.each([
  [1, ['process-2', 'process-3']],
  [2, ['process-3']],
])('has the first of %d take over what there are no processes for', (count, expected) => {
  expect(folders(count)).toEqual([spool, ...expected.map((name) => join(spool, name))])
})

it('knows nothing before there is a spool', () => {
  expect(spoolFolders({ SALLYPORT_SPOOL: join(spool, 'not-yet'), SALLYPORT_PROCESSES: 1 })).toEqual([
    join(spool, 'not-yet'),
  ])
})
