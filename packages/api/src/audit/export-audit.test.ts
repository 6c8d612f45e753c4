import { beforeAll, describe, expect, it } from 'vitest'
import type { Member } from '../context'
import { TestOrganization, testConsole } from '../testing/console'
import { auditAsCsv, auditAsJsonLines, csvCell, exportAudit } from './export-audit'

let organization: TestOrganization
let reviewer: Member

beforeAll(async () => {
  organization = await TestOrganization.create(await testConsole())
  reviewer = await organization.person('reviewer')
  const at = (index: number) => new Date(Date.UTC(2026, 0, 1) + index * 1_000)
  await organization.db.auditEvent.createMany({
    data: Array.from({ length: 1_203 }, (_, index) => ({
      organizationId: organization.id,
      actorName: index === 7 ? '=HYPERLINK("http://evil")' : 'Ada',
      action: index % 2 ? 'rule.update' : 'group.create',
      subjectType: 'rule',
      subjectName: 'a "quoted", name',
      at: at(index),
    })),
  })
})

async function all(parts: AsyncIterable<string>): Promise<string> {
  let text = ''
  for await (const part of parts) text += part
  return text
}

describe('an export of the audit log', () => {
  it('has every event once, over many pages, newest first', async () => {
    const to = new Date(Date.UTC(2026, 0, 2))
    const lines = (await all(auditAsJsonLines(exportAudit(organization.db, reviewer, { to }))))
      .trim()
      .split('\n')
    const events = lines.map((line) => JSON.parse(line) as { id: string; at: string })
    expect(new Set(events.map(({ id }) => id)).size).toBe(1_203)
    expect(events.map(({ at }) => at)).toEqual(
      events
        .map(({ at }) => at)
        .toSorted()
        .toReversed(),
    )
  })

  it('has what the filters let through, and nothing of another organization', async () => {
    const only = await all(auditAsCsv(exportAudit(organization.db, reviewer, { action: 'rule.' })))
    expect(only).not.toContain('group.create')
    const stranger = await TestOrganization.create(organization.services)
    const other = await stranger.person('reviewer')
    expect(await all(auditAsJsonLines(exportAudit(organization.db, other, { action: 'rule.' })))).toBe('')
  })

  it('is no formula in a spreadsheet, and one line for each event', async () => {
    const csv = await all(auditAsCsv(exportAudit(organization.db, reviewer, { search: 'HYPERLINK' })))
    expect(csv).toContain(`"'=HYPERLINK(""http://evil"")"`)
    expect(csv).toContain('"a ""quoted"", name"')
    expect(csv.trim().split('\r\n')).toHaveLength(2)
  })

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1'])('makes %j inert', (text) => {
    expect(csvCell(text).replace(/^"/, '')).toMatch(/^'/)
  })
})
