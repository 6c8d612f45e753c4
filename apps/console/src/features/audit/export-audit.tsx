'use client'

import { Download } from 'lucide-react'
import { Button } from '~/ui/button'
import { Menu, MenuItem } from '~/ui/menu'
import { useUrlState } from '~/ui/use-url-state'

const FORMATS = [
  { format: 'csv', label: 'CSV, for a spreadsheet' },
  { format: 'json', label: 'JSON, a line for each event' },
] as const

/** What the filters show, all pages of it, as a file. */
export function ExportAudit() {
  const { current } = useUrlState()
  const address = (format: string) => {
    const query = new URLSearchParams(current)
    query.delete('cursor')
    query.set('format', format)
    return `/api/audit/export?${query.toString()}`
  }
  return (
    <Menu
      trigger={
        <Button>
          <Download aria-hidden /> Export
        </Button>
      }
    >
      {FORMATS.map(({ format, label }) => (
        <MenuItem key={format} asChild>
          <a href={address(format)} download>
            {label}
          </a>
        </MenuItem>
      ))}
    </Menu>
  )
}
