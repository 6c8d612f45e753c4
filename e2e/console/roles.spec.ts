import type { FirstName } from '../person'
import { expectAccessible } from './accessible'
import { expect, test } from './test'

const REFUSED: readonly (readonly [FirstName, string])[] = [
  ['erin', '/audit'],
  ['erin', '/people'],
  ['alan', '/sessions'],
  ['alan', '/rules/new'],
  ['rita', '/connections/new'],
]

for (const [name, path] of REFUSED) {
  test(`${name} may not see ${path}, and is told why`, async ({ as }) => {
    const page = await as(name)
    await page.goto(path)
    await expect(page.getByRole('heading', { name: 'You may not see this page' })).toBeVisible()
    await expect(page.getByText('This needs the permission')).toBeVisible()
  })
}

const PAGES: Readonly<Record<FirstName, readonly string[]>> = {
  ada: [
    '/',
    '/approvals',
    '/sessions',
    '/connections',
    '/connections/new',
    '/connections/new?target=mcp',
    '/rules',
    '/rules/new',
    '/rules/packs',
    '/masking',
    '/masking/new',
    '/people',
    '/people?kind=agent',
    '/people?kind=group',
    '/people?kind=invitation',
    '/people/new',
    '/people/invite',
    '/people/new?kind=agent',
    '/issuers',
    '/issuers/new',
    '/statements',
    '/sql',
    '/gateways',
    '/docs',
    '/access',
    '/masking/report',
    '/settings',
    '/settings/sign-in',
    '/settings/notifications',
    '/settings/approvals',
    '/approvals/approvers',
    '/approvals/shapes',
    '/audit',
    '/account',
    '/design',
    '/no-such-page',
  ],
  alan: ['/', '/approvals', '/connections', '/account', '/sql'],
  rita: ['/', '/approvals', '/sessions', '/rules', '/audit'],
  erin: ['/', '/approvals', '/sessions', '/connections', '/connections/new'],
}

for (const [name, paths] of Object.entries(PAGES) as [FirstName, readonly string[]][]) {
  test(`the pages of ${name} open, fit the screen, and can be used by everybody`, async ({ as }) => {
    const page = await as(name)
    for (const path of paths) {
      const response = await page.goto(path)
      expect(response?.status(), path).toBe(path === '/no-such-page' ? 404 : 200)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      expect(beyond, `${path} is wider than the screen`).toBeLessThanOrEqual(0)
      // The page of parts shows what loading looks like.
      if (path !== '/design') await expect(page.getByRole('status', { name: 'Loading' })).toHaveCount(0)
      await expectAccessible(page, `${path} of ${name}`)
    }
  })
}

for (const colorScheme of ['light', 'dark'] as const) {
  test(`colours are told apart in the ${colorScheme} theme`, async ({ as }, { project }) => {
    test.skip(project.name !== 'desktop', 'the same colours')
    const page = await as('ada')
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    for (const path of ['/design', '/', '/approvals', '/connections/new']) {
      await page.goto(path)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      await expectAccessible(page, `${path} in ${colorScheme}`)
    }
  })
}

test('a page is left, found and opened by the keyboard alone', async ({ as }, { project }) => {
  test.skip(project.name !== 'desktop', 'a phone has no keyboard')
  const page = await as('ada')
  await page.goto('/')
  await page.keyboard.press('Tab')
  await expect(page.getByRole('link', { name: 'Skip to content' })).toBeFocused()
  await page.keyboard.press('Enter')
  await expect(page.locator('#main')).toBeFocused()

  await page.keyboard.press('Control+k')
  await page.getByRole('combobox', { name: /Go to a page/ }).fill('shop')
  await expect(page.getByRole('option', { name: /^shop/ }).first()).toBeVisible()
  await expectAccessible(page, 'the palette')
  await page.keyboard.press('Escape')

  await page.keyboard.press('?')
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible()
  await expectAccessible(page, 'the list of keys')
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)

  await page.keyboard.press('g')
  await page.keyboard.press('c')
  await expect(page).toHaveURL(/\/connections$/)
  await page.keyboard.press('/')
  await expect(page.getByRole('searchbox', { name: 'Search connections' })).toBeFocused()
  await page.keyboard.type('shop')
  await expect(page).toHaveURL(/search=shop/)
  await page.keyboard.press('Control+k')
  await page.keyboard.type('audit')
  await expect(page.getByRole('option', { name: 'Audit log' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/audit/)
})
