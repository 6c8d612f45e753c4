import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { expect, type Page } from './test'

const source = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8')

interface Violation {
  readonly id: string
  readonly impact: string
  readonly help: string
  readonly nodes: readonly { readonly html: string; readonly failureSummary: string }[]
}

/** Looks at the page as axe does, by WCAG 2.2 AA and its own best practices. Throws what is wrong, and where. */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  await page.evaluate(source)
  const violations = await page.evaluate<readonly Violation[]>(
    `axe.run(document, { resultTypes: ['violations'] }).then(({ violations }) => violations)`,
  )
  const told = violations.map(
    ({ id, impact, help, nodes }) =>
      `${impact} ${id}: ${help}\n` +
      nodes
        .slice(0, 4)
        .map(
          ({ html, failureSummary }) =>
            `  ${html.slice(0, 240)}\n    ${failureSummary.replaceAll('\n', '\n    ')}`,
        )
        .join('\n'),
  )
  expect(told, `${where}:\n${told.join('\n')}`).toEqual([])
}
