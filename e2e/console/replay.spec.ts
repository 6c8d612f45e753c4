import { spawnSync } from 'node:child_process'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { verifyExport } from '@sallyport/recording'
import { root } from '../../scripts/root.mjs'
import { onTarget } from '../databases'
import { psql, startPsql } from '../psql'
import { expect, test } from './test'

function verifyByCommand(file: string) {
  const command = join(root, 'apps', 'cli', 'bin', 'sallyport.mjs')
  return spawnSync(process.execPath, [command, 'verify', file], { encoding: 'utf8' })
}

test('a session is seen live, then replayed with play, pause, speed and seek, and verified', async ({
  as,
}) => {
  const page = await as('rita')
  await page.goto('/sessions')
  const mark = `replay_${Date.now()}`
  const client = startPsql()
  client.write(`select email, ssn, '${mark}' as ${mark} from customers order by id limit 3;`)
  await client.sees('(3 rows)')

  await page.getByRole('searchbox').fill(mark)
  await page.getByRole('searchbox').press('Enter')
  await expect(page.getByRole('link', { name: 'reporting-agent' })).toHaveCount(1)
  await page.getByRole('link', { name: 'reporting-agent' }).click()
  const player = page.getByRole('region', { name: 'Player' })
  await expect(player.getByRole('list', { name: 'Statements' })).toContainText(mark)
  await expect(player.getByRole('button', { name: 'Live' })).toBeVisible()
  client.write(`select 'while she ' || 'looks' as second;`)
  await expect(player.getByRole('list', { name: 'Statements' })).toContainText('while she')
  await client.end()
  await expect(player.getByRole('button', { name: 'Live' })).toHaveCount(0)
  await expect(player.getByLabel('Integrity')).toContainText('verified')
  await expect(player.getByLabel('Integrity')).not.toContainText('so far')

  await player.getByRole('button', { name: new RegExp(mark) }).click()
  await expect(player.getByRole('cell', { name: mark }).first()).toBeVisible()
  const customers = await onTarget<{ email: string; ssn: string | null }>(
    'select email, ssn from customers order by id limit 3',
  )
  for (const { email, ssn } of customers) {
    await expect(page.getByText(email)).toHaveCount(0)
    if (ssn) await expect(page.getByText(ssn)).toHaveCount(0)
  }

  const position = player.getByRole('slider', { name: 'Position' })
  const seen = player.getByRole('cell', { name: mark })
  await position.fill('0')
  await expect(seen).toHaveCount(0)
  await player.getByLabel('Speed').selectOption('2')
  await player.getByRole('button', { name: 'Play', exact: true }).click()
  await expect(seen.first()).toBeVisible()

  await position.fill('0')
  await player.getByRole('button', { name: 'Play', exact: true }).click()
  await player.getByRole('button', { name: 'Pause' }).click()
  const paused = await position.inputValue()
  await page.getByRole('heading', { level: 1 }).click()
  expect(await position.inputValue()).toBe(paused)
})

test('a session is found by who, and its denied statement is shown as such', async ({ as }) => {
  const mark = `found_${Date.now()}`
  await psql(`delete from orders /* ${mark} */`)
  const page = await as('rita')
  await page.goto('/sessions')
  await page.getByRole('searchbox').fill(mark)
  await page.getByRole('searchbox').press('Enter')
  await expect(page.getByRole('link', { name: 'reporting-agent' })).toHaveCount(1)
  await page.getByRole('link', { name: 'reporting-agent' }).click()
  await page.getByRole('link', { name: 'Statements', exact: true }).click()
  await expect(page.getByRole('table')).toContainText(mark)
  await expect(page.getByRole('table')).toContainText(/denied/i)
})

test('a recording is signed, exported and verified without the console, held, and deleted', async ({
  as,
}) => {
  const mark = `kept_${Date.now()}`
  await psql(`select email, '${mark}' as ${mark} from customers order by id limit 3`)
  const page = await as('ada')
  await page.goto(`/sessions?search=${mark}`)
  await page.getByRole('link', { name: 'reporting-agent' }).click()
  await expect(page.getByLabel('Integrity')).toContainText('verified, signed')

  const downloading = page.waitForEvent('download')
  await page.getByRole('link', { name: 'Export' }).click()
  const file = await (await downloading).path()
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  expect(await verifyExport(lines)).toMatchObject({ ok: true, isEnded: true })
  expect(await verifyExport(lines.with(1, (lines[1] ?? '').replace('"at":1', '"at":2')))).toMatchObject({
    ok: false,
    line: 2,
  })

  const changed = `${file}.changed`
  await writeFile(changed, lines.toSpliced(1, 1).join('\n'))
  expect(verifyByCommand(file)).toMatchObject({ status: 0, stdout: expect.stringContaining('Signed by') })
  expect(verifyByCommand(changed)).toMatchObject({ status: 1, stdout: expect.stringContaining('event 1 (') })

  await page.getByRole('button', { name: 'Legal hold' }).click()
  await page.getByLabel('Reason').fill('case 7')
  await page.getByRole('button', { name: 'Keep it' }).click()
  await expect(page.getByText('case 7')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Delete recording' })).toHaveCount(0)
  await page.getByRole('button', { name: 'Lift legal hold' }).click()

  await page.getByRole('button', { name: 'Delete recording' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').fill('asked for')
  await dialog.getByRole('button', { name: 'Delete recording' }).click()
  await expect(page.getByText('The recording was deleted').first()).toBeVisible()
  await page.reload()
  await expect(page.getByText('asked for')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Player' })).toHaveCount(0)
})
