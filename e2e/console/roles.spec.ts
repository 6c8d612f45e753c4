import type { FirstName } from '../person'
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
    '/rules',
    '/rules/new',
    '/masking',
    '/masking/new',
    '/people',
    '/audit',
  ],
  alan: ['/', '/approvals', '/connections', '/account'],
  rita: ['/', '/approvals', '/sessions', '/rules', '/audit'],
  erin: ['/', '/approvals', '/sessions', '/connections', '/connections/new'],
}

for (const [name, paths] of Object.entries(PAGES) as [FirstName, readonly string[]][]) {
  test(`the pages of ${name} open and fit the screen`, async ({ as }) => {
    const page = await as(name)
    for (const path of paths) {
      const response = await page.goto(path)
      expect(response?.status(), path).toBe(200)
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
      const beyond = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth')
      expect(beyond, `${path} is wider than the screen`).toBeLessThanOrEqual(0)
    }
  })
}
