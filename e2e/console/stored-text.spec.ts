import { signIn } from '../person'
import { expect, test } from './test'

/** What somebody may write into a field in the hope that a page runs it. */
const PAYLOADS = [
  '<script>window.hit=1</script>',
  '<img src=x onerror=window.hit=1>',
  '"><svg onload=window.hit=1>',
  '[x](javascript:window.hit=1)',
  '{{constructor.constructor("window.hit=1")()}}',
  '</title><script>window.hit=1</script>',
]

test('text that people write stays text, wherever it is shown', async ({ as }, { project }) => {
  test.skip(project.name !== 'desktop', 'the same pages')
  const { api } = await signIn('ada')
  const mark = Date.now()
  const made: { rules: string[]; masking: string[]; people: string[] } = {
    rules: [],
    masking: [],
    people: [],
  }
  for (const [index, payload] of PAYLOADS.entries()) {
    const name = `${payload} ${mark} ${index}`.slice(0, 100)
    await api.groups.create.mutate({ name })
    made.rules.push(
      (
        await api.rules.create.mutate({
          name,
          message: payload,
          effect: 'deny',
          resources: [payload],
          groups: [name],
          enabled: false,
        })
      ).id,
    )
    made.masking.push(
      (
        await api.maskingRules.create.mutate({
          name,
          columns: ['no.such.table.at_all'],
          dataClass: 'other',
          operator: 'redact',
        })
      ).id,
    )
    made.people.push((await api.identities.create.mutate({ kind: 'agent', name, groups: [name] })).id)
  }

  const page = await as('ada')
  const dialogs: string[] = []
  page.on('dialog', (dialog) => {
    dialogs.push(dialog.message())
    void dialog.dismiss()
  })
  const paths = [
    '/rules',
    '/masking',
    '/people?kind=agent',
    '/people?kind=group',
    '/audit',
    `/audit?search=${encodeURIComponent(PAYLOADS[1] ?? '')}`,
    ...made.rules.map((id) => `/rules/${id}`),
    ...made.masking.slice(0, 2).map((id) => `/masking/${id}`),
    ...made.people.map((id) => `/people/${id}`),
  ]
  for (const path of paths) {
    await page.goto(path)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    expect(await page.evaluate('window.hit'), path).toBeUndefined()
    expect(await page.locator('a[href^="javascript:" i]').count(), path).toBe(0)
  }
  expect(dialogs).toEqual([])

  for (const id of made.rules) await api.rules.remove.mutate({ id })
  for (const id of made.masking) await api.maskingRules.remove.mutate({ id })
})
