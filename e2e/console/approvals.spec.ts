import { isThere, makeTable } from '../held-table'
import { startPsql } from '../psql'
import { expect, test } from './test'

test('a held statement appears by itself, is approved, and runs in the psql that waited', async ({ as }) => {
  const table = await makeTable()
  const page = await as('alan')
  await page.goto('/approvals')
  await expect(page.getByRole('heading', { name: 'Approvals', level: 1 })).toBeVisible()

  const psql = startPsql()
  psql.write(`drop table ${table};`)
  await psql.sees('waiting for approval at')
  await page.getByRole('listitem').filter({ hasText: table }).getByRole('link').click()
  const request = page.getByRole('region', { name: 'Request' })
  await expect(request).toContainText(`drop table ${table}`)
  await expect(request).toContainText('on behalf of Erin Engineer')
  expect(await isThere(table)).toBe(true)

  await request.getByRole('button', { name: 'Approve', exact: true }).click()
  await psql.sees('DROP TABLE')
  await expect(request).toContainText('Approved by Alan Approver')
  expect((await psql.end()).code).toBe(0)
  expect(await isThere(table)).toBe(false)
})

test('the link in the notice leads to the request; rejected, psql prints the reason and goes on', async ({
  as,
}) => {
  const table = await makeTable()
  const psql = startPsql()
  psql.write(`drop table ${table};`)
  const [url] = /http:\/\/\S+/.exec(await psql.sees(/approvals\/\S+/)) ?? []
  const page = await as('alan')
  await page.goto(url ?? '/')
  await page.getByRole('button', { name: 'Reject' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await expect(dialog).toBeVisible() // a reason is needed

  await dialog.getByLabel('Reason').fill('Wait until the backup has run')
  await dialog.getByRole('button', { name: 'Reject' }).click()
  await psql.sees(/ERROR: .*Wait until the backup has run/)
  await expect(page.getByRole('region', { name: 'Request' })).toContainText('Rejected by Alan Approver')
  psql.write(`select 'goes ' || 'on';`)
  await psql.sees('goes on')
  await psql.end()
  expect(await isThere(table)).toBe(true)
})

test('the owner of the agent sees the request and cannot answer it', async ({ as }) => {
  const table = await makeTable()
  const psql = startPsql()
  psql.write(`drop table ${table};`)
  const [url] = /http:\/\/\S+/.exec(await psql.sees(/approvals\/\S+/)) ?? []
  const page = await as('erin')
  await page.goto(url ?? '/')
  await expect(page.getByText('You cannot approve this request')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve' })).toHaveCount(0)
  psql.signal('SIGINT')
  await expect(page.getByText('The client left or gave up before an answer')).toBeVisible()
})

test('access is asked for in one browser, answered by keys in another, and taken back', async ({ as }, {
  project,
}) => {
  test.skip(project.name !== 'desktop', 'a phone has no keyboard')
  const reason = `To mend the books ${process.pid}-${Date.now()}`
  const erin = await as('erin')
  await erin.goto('/access/new')
  await erin.getByLabel('Why').fill(reason)
  await erin.getByRole('button', { name: 'Ask for access' }).click()
  await expect(erin.getByText('You cannot approve this request')).toBeVisible()

  const alan = await as('alan')
  await alan.goto(new URL(erin.url()).pathname)
  const request = alan.getByRole('region', { name: 'Request' })
  await expect(request).toContainText(reason)
  const dialog = alan.getByRole('alertdialog')
  await expect(async () => {
    await alan.keyboard.press('a') // heard once the page is alive
    await expect(dialog).toBeVisible({ timeout: 1_000 })
  }).toPass()
  await expect(dialog).toContainText('read everything there')
  await alan.keyboard.press('Enter')
  await expect(request).toContainText('Approved by Alan Approver: in force')

  const own = erin.getByRole('region', { name: 'Request' })
  await expect(own).toContainText('in force') // by itself
  await own.getByRole('button', { name: 'Take back' }).click()
  await erin.getByRole('alertdialog').getByRole('button', { name: 'Take back' }).click()
  await expect(request).toContainText('taken back by Erin Engineer')
})
