import { signIn } from '../person'
import { connectPg } from '../pg-client'
import { startPsql } from '../psql'
import { expect, type Page, test } from './test'

const MEGABYTE = 1024 * 1024

/** What a table may hold in the hope that whoever looks at it later runs it, or sees something else. */
const HOSTILE = `select
  '<script>window.hit = 1</script><img src=x onerror="window.hit = 1">' as "<svg onload=window.hit=1>",
  '[x](javascript:window.hit=1) javascript:window.hit=1' as link,
  E'\\x1b]52;c;ZXZpbA==\\x07\\x1b]0;title\\x07\\x1b[2J\\x1bP1;1|q\\x1b\\\\\\x1b]8;;javascript:window.hit=1\\x07' as escapes,
  E'\\u009b31m\\u0085' as c1,
  repeat('m', ${MEGABYTE}) as megabyte,
  decode('00ff1b5d', 'hex') as bytes,
  E'a\\u202eb\\u2066c\\u2069' as bidi,
  E'z\\u200by\\ufeffx' as unseen,
  'مرحبا' as arabic`

/** The player of the session in which this was said, after it ended. */
async function openPlayer(page: Page, mark: string, query = ''): Promise<string> {
  const { api } = await signIn('rita')
  let id = ''
  await expect
    .poll(
      async () => {
        const { items } = await api.sessions.list.query({ search: mark })
        id = items.find(({ endedAt }) => endedAt)?.id ?? ''
        return id
      },
      { timeout: 60_000 },
    )
    .not.toBe('')
  await page.goto(`/sessions/${id}${query}`)
  return id
}

test('hostile text is shown harmlessly', async ({ as }, { project }) => {
  test.skip(project.name !== 'desktop', 'the same components')
  const mark = `hostile_${Date.now()}`
  const client = await connectPg()
  await client.query(HOSTILE.replace('select', `select 1 as ${mark},`))
  await client.end()

  const page = await as('rita')
  const said: string[] = []
  page.on('dialog', (dialog) => {
    said.push(dialog.message())
    void dialog.dismiss()
  })
  page.on('console', (message) => {
    if (message.type() === 'error') said.push(message.text())
  })
  await openPlayer(page, mark)
  const policy = (await page.request.get(page.url())).headers()['content-security-policy'] ?? ''
  const scripts = policy.split(';').find((part) => part.trim().startsWith('script-src'))
  expect(scripts).toContain("'nonce-")
  expect(scripts).not.toContain('unsafe')

  const player = page.getByRole('region', { name: 'Player' })
  await player.getByRole('button', { name: new RegExp(mark) }).click()
  const result = player.getByRole('region', { name: 'Result' })
  await expect(result).toContainText('<script>window.hit = 1</script>')
  await expect(result.getByRole('columnheader').nth(1)).toContainText('<svg onload=window.hit=1>')
  for (const shown of ['\\x1b]52;c;ZXZpbA==\\x07', '\\x1b[2J', '\\x9b31m\\x85', 'a\\u202eb\\u2066c\\u2069']) {
    await expect(result).toContainText(shown)
  }
  await expect(result).toContainText('z\\u200by\\ufeffx')
  await expect(result).toContainText('\\x00ff1b5d')
  await expect(result).toContainText('مرحبا')
  // Nothing that a terminal or a reader's eye would obey is in the page.
  expect((await result.innerText()).replaceAll(/[^\p{Cc}\p{Cf}]|[\n\t]/gu, '')).toBe('')
  expect((await result.innerText()).length).toBeLessThan(MEGABYTE / 100)

  await result.getByRole('button', { name: 'mmmm' }).click()
  const value = page.getByRole('dialog').getByLabel('Value')
  await expect(value).toBeVisible()
  expect((await value.innerText()).length).toBe(MEGABYTE)
  await page.keyboard.press('Escape')

  expect(await page.evaluate('window.hit')).toBeUndefined()
  expect(await page.locator('a[href^="javascript:" i]').count()).toBe(0)
  expect(await page.title()).not.toBe('title')
  expect(said).toEqual([])
})

test('a live session is left, joined again without a gap or a repetition, and ended', async ({ as }, {
  project,
}) => {
  test.skip(project.name !== 'desktop', 'the same session')
  const mark = `live_${Date.now()}`
  const client = startPsql()
  client.write(`select 1 as ${mark};`)
  await client.sees('(1 row)')
  const page = await as('ada')
  await page.goto(`/sessions?search=${mark}`)
  await page.getByRole('link', { name: 'reporting-agent' }).click()
  const player = page.getByRole('region', { name: 'Player' })
  const list = player.getByRole('list', { name: 'Statements' })
  await expect(list).toContainText(mark)
  const live = player.getByRole('button', { name: 'Live', exact: true })
  await expect(live).toHaveAttribute('aria-pressed', 'true')

  await player.getByRole('button', { name: new RegExp(mark) }).click()
  await expect(live).toHaveAttribute('aria-pressed', 'false')
  const names = Array.from({ length: 40 }, (_, number) => `step_${number}_of_it`)
  for (const name of names) client.write(`select 1 as ${name};`)
  await expect(list).toContainText(names.at(-1) ?? '')
  await expect(player.getByRole('article', { name: 'Statement 1', exact: true })).toBeVisible()
  await live.click()
  await expect(live).toHaveAttribute('aria-pressed', 'true')
  await expect(player.getByRole('article', { name: 'Statement 41', exact: true })).toBeVisible()
  const shown = (await list.innerText()).match(/step_\d+_of_it/g)
  expect(shown).toEqual(names)

  await page.getByRole('button', { name: 'End session' }).click()
  await page.getByRole('alertdialog').getByRole('button', { name: 'End session' }).click()
  await expect(live).toHaveCount(0)
  await expect(player.getByLabel('Integrity')).toContainText('verified')
  await expect(player.getByLabel('Integrity')).not.toContainText('so far')
  client.write('select 2 as too_late;')
  expect((await client.end()).code).not.toBe(0)
  await expect(list).not.toContainText('too_late')
})

test('a large result opens at once, is read to its end, and a link leads to a moment of it', async ({ as }, {
  project,
}) => {
  test.skip(project.name !== 'desktop', 'the same recording')
  const rows = 100_000
  const mark = `many_${Date.now()}`
  const client = await connectPg()
  await client.query(`select i as ${mark}, 'row ' || i as word from generate_series(1, ${rows}) i`)
  await client.query(`select 'the last' as last_of_all`)
  await client.end()

  const page = await as('rita')
  const id = await openPlayer(page, mark)
  const player = page.getByRole('region', { name: 'Player' })
  await player.getByRole('button', { name: new RegExp(mark) }).click()
  const result = player.getByRole('region', { name: 'Result' })
  await expect(result.getByRole('table')).toHaveAttribute('aria-rowcount', String(rows + 1))
  await expect(player.getByLabel('What it came to')).toContainText('100,000')
  await result.evaluate((element) => element.scrollTo(0, element.scrollHeight))
  await expect(result.getByRole('cell', { name: `row ${rows}`, exact: true })).toBeVisible()
  expect(await result.getByRole('row').count()).toBeLessThan(200)

  await page.goto(`/sessions/${id}?statement=2`)
  await expect(player.getByRole('article', { name: 'Statement 2', exact: true })).toBeVisible()
  await page.goto(`/sessions/${id}?at=0`)
  await expect(player.getByRole('slider', { name: 'Position' })).toHaveValue('0')
  await expect(result).toHaveCount(0)
})
