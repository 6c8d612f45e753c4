import { randomUUID } from 'node:crypto'
import { codeAt } from '../../packages/api/src/second-factor/totp'
import { signIn } from '../person'
import { expectAccessible } from './accessible'
import { expect, type Page, test } from './test'

const PASSWORD = 'a password of my own'

async function newApprover(): Promise<string> {
  const { api } = await signIn('ada')
  const email = `${randomUUID()}@example.com`
  const person = { kind: 'person', name: `Pia ${randomUUID().slice(0, 8)}`, password: PASSWORD } as const
  await api.identities.create.mutate({ ...person, email, role: 'approver', groups: [] })
  return email
}

async function giveBoth(page: Page, email: string, code: string): Promise<void> {
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByLabel('Code of your second factor').fill(code)
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}

test.afterEach(async () => {
  const { api } = await signIn('ada')
  await api.secondFactor.setPolicy.mutate({ stepUp: 'off', approversNeedFactor: false, stepUpMinutes: 15 })
})

test('a second factor is set up by its QR code, asked for at the sign-in, and again by an approval', async ({
  page,
}) => {
  const email = await newApprover()
  await page.goto('/account')
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.getByRole('button', { name: 'Set up' }).click()
  await expect(page.getByRole('img', { name: 'QR code' })).toBeVisible()
  const secret = (await page.getByLabel('Key', { exact: true }).textContent())?.trim() ?? ''
  await expectAccessible(page, 'setting up a second factor')
  await page.getByLabel('Code of your second factor').fill('123')
  await page.keyboard.press('Enter')
  await expect(page.getByText('This code is wrong')).toBeVisible()
  await page.getByLabel('Code of your second factor').fill(codeAt(secret, new Date()))
  await page.keyboard.press('Enter')
  const [recovery = '', spare = ''] = ((await page.getByLabel('Recovery codes').textContent()) ?? '').split(
    '\n',
  )
  await page.getByRole('button', { name: 'I have kept them' }).click()
  await expect(page.getByText('10 recovery codes left')).toBeVisible()

  await page.context().clearCookies()
  await page.goto('/account')
  await giveBoth(page, email, '000000x')
  await expect(page.getByRole('alert').filter({ hasText: 'This code is wrong' })).toBeVisible()
  await expectAccessible(page, 'the second step of a sign-in')
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
  await page.getByLabel('Code of your second factor').fill(recovery)
  await page.keyboard.press('Enter')
  await expect(page.getByText('9 recovery codes left')).toBeVisible()

  const admin = await signIn('ada')
  await admin.api.secondFactor.setPolicy.mutate({
    stepUp: 'each',
    approversNeedFactor: true,
    stepUpMinutes: 15,
  })
  const erin = await signIn('erin')
  const { id } = await erin.api.access.request.mutate({ connection: 'shop', reason: 'month end' })
  await page.goto(`/approvals/${id}`)
  await page.getByRole('button', { name: 'Approve', exact: true }).click()
  const dialog = page.getByRole('alertdialog')
  await expect(dialog.getByLabel('Code of your second factor')).toBeFocused()
  await expectAccessible(page, 'an approval that asks for the second factor')
  await page.keyboard.type('nothing')
  await page.keyboard.press('Enter')
  await expect(dialog.getByText('This code is wrong')).toBeVisible()
  await dialog.getByLabel('Code of your second factor').fill(spare)
  await page.keyboard.press('Enter')
  await expect(dialog).toHaveCount(0)
  await expect(page.getByText('Approved: the access is in force', { exact: true })).toBeVisible()
  await admin.api.access.end.mutate({ id })
})

test('whoever has none is told where to set it up; an admin resets another’s', async ({ as, page }) => {
  const email = await newApprover()
  const admin = await signIn('ada')
  await admin.api.secondFactor.setPolicy.mutate({
    stepUp: 'off',
    approversNeedFactor: true,
    stepUpMinutes: 15,
  })
  const erin = await signIn('erin')
  const { id } = await erin.api.access.request.mutate({ connection: 'shop', reason: 'month end' })
  await page.goto(`/approvals/${id}`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await expect(page.getByText('Only those approve who have a second factor')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Approve', exact: true })).toBeDisabled()

  await page.getByRole('link', { name: 'set yours up' }).click()
  await page.waitForURL(/\/account/)
  await erin.api.access.end.mutate({ id })
  await page.getByRole('button', { name: 'Set up' }).click()
  const secret = (await page.getByLabel('Key', { exact: true }).textContent())?.trim() ?? ''
  await page.getByLabel('Code of your second factor').fill(codeAt(secret, new Date()))
  await page.getByRole('button', { name: 'Turn on' }).click()
  await page.getByRole('button', { name: 'I have kept them' }).click()

  const ada = await as('ada')
  const { items } = await admin.api.identities.list.query({ search: email })
  await ada.goto(`/people/${items[0]?.id}`)
  await ada.getByRole('button', { name: 'Reset' }).click()
  await ada.getByRole('alertdialog').getByRole('button', { name: 'Reset' }).click()
  await expect(ada.getByText('Off: the password alone')).toBeVisible()
  await page.goto('/account')
  await expect(page).toHaveURL(/\/sign-in/)
})
