'use client'

import { MoreHorizontal, Pencil, Plus, Trash2 } from 'lucide-react'
import { useState } from 'react'
import { Badge, LiveBadge } from '~/ui/badge'
import { Button } from '~/ui/button'
import { Checkbox, Radio } from '~/ui/checkbox'
import { Combobox } from '~/ui/combobox'
import { ConfirmDialog } from '~/ui/confirm-dialog'
import { Actions, Dialog } from '~/ui/dialog'
import { Drawer } from '~/ui/drawer'
import { Field, FieldSet } from '~/ui/field'
import { Input, Textarea } from '~/ui/input'
import { Kbd } from '~/ui/kbd'
import { Menu, MenuItem, MenuSeparator } from '~/ui/menu'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import { Switch } from '~/ui/switch'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { Tooltip } from '~/ui/tooltip'

const ROLES = ['admin', 'approver', 'reviewer', 'engineer'].map((value) => ({ value, label: value }))
const ZONES = ['UTC', 'Europe/Berlin', 'Europe/London', 'America/New_York', 'Asia/Tokyo'].map((value) => ({
  value,
  label: value,
}))

export function Buttons() {
  return (
    <Section title="Buttons, badges, keys">
      <div className="flex flex-wrap items-center gap-2">
        <Button variant="primary">
          <Plus aria-hidden /> Primary
        </Button>
        <Button>Secondary</Button>
        <Button variant="ghost">Ghost</Button>
        <Button variant="danger">Danger</Button>
        <Button variant="danger-ghost">Remove</Button>
        <Button size="sm">Small</Button>
        <Button disabled>Disabled</Button>
        <Button busy>Saving</Button>
        <Menu
          trigger={
            <Button size="icon" variant="ghost" aria-label="More">
              <MoreHorizontal aria-hidden />
            </Button>
          }
        >
          <MenuItem onSelect={() => toast('Renamed')}>
            <Pencil aria-hidden /> Rename
          </MenuItem>
          <MenuSeparator />
          <MenuItem tone="danger" onSelect={() => toast('Removed')}>
            <Trash2 aria-hidden /> Remove
          </MenuItem>
        </Menu>
      </div>
      <div className="mt-4 flex flex-wrap items-center gap-2">
        <Badge>neutral</Badge>
        <Badge tone="accent">accent</Badge>
        <Badge tone="allow">allowed</Badge>
        <Badge tone="hold">held</Badge>
        <Badge tone="deny">denied</Badge>
        <Badge tone="masked">masked</Badge>
        <LiveBadge />
        <Tooltip text="A word more, also for the keyboard">
          <button type="button" className="rounded underline decoration-dotted">
            Tooltip
          </button>
        </Tooltip>
        <span className="inline-flex items-center gap-1">
          <Kbd>Ctrl</Kbd>
          <Kbd>K</Kbd>
        </span>
      </div>
    </Section>
  )
}

export function Fields() {
  const [zone, setZone] = useState('UTC')
  const [tags, setTags] = useState<readonly string[]>(['support', 'on-call'])
  const [isOn, setIsOn] = useState(true)
  return (
    <Section title="Fields">
      <div className="grid gap-4 sm:grid-cols-2">
        <Field label="Text" hint="What it is for" required>
          <Input defaultValue="shop" />
        </Field>
        <Field label="With an error" error="Use letters, digits, - and _">
          <Input defaultValue="not a name" />
        </Field>
        <Field label="Select">
          <Select options={ROLES} defaultValue="approver" />
        </Field>
        <Field label="Combobox" hint="One of many: type to narrow">
          <Combobox value={zone} onChange={setZone} options={ZONES} />
        </Field>
        <Field label="Words">
          <TagInput value={tags} onChange={setTags} suggestions={['support', 'finance']} />
        </Field>
        <Field label="Long text">
          <Textarea placeholder="Why" />
        </Field>
        <FieldSet label="Choices">
          <div className="flex flex-col gap-1.5">
            <Checkbox label="A checkbox" hint="with a hint" defaultChecked />
            <Radio label="One way" name="way" defaultChecked />
            <Radio label="The other" name="way" />
          </div>
        </FieldSet>
        <div className="flex items-center gap-2">
          <Switch label="A switch" checked={isOn} onChange={setIsOn} /> A switch acts at once
        </div>
      </div>
    </Section>
  )
}

export function Overlays() {
  const [open, setOpen] = useState<'dialog' | 'drawer' | 'confirm' | null>(null)
  const close = (isOpen: boolean) => !isOpen && setOpen(null)
  return (
    <Section title="Dialog, drawer, toast">
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => setOpen('dialog')}>Dialog</Button>
        <Button onClick={() => setOpen('drawer')}>Drawer</Button>
        <Button onClick={() => setOpen('confirm')}>Confirm</Button>
        <Button onClick={() => toast('Saved')}>Toast</Button>
        <Button
          onClick={() =>
            toast('The rule is off', 'good', { label: 'Undo', onClick: () => toast('It is on again') })
          }
        >
          Toast with undo
        </Button>
        <Button onClick={() => toast('The console did not answer.', 'error')}>Error toast</Button>
      </div>
      <Dialog open={open === 'dialog'} onOpenChange={close} title="A dialog" description="One question">
        <Field label="Reason">
          <Input />
        </Field>
        <Actions>
          <Button onClick={() => setOpen(null)}>Cancel</Button>
          <Button variant="primary" onClick={() => setOpen(null)}>
            Go on
          </Button>
        </Actions>
      </Dialog>
      <Drawer
        open={open === 'drawer'}
        onOpenChange={close}
        title="A drawer"
        description="Details beside their list"
        footer={<Button onClick={() => setOpen(null)}>Done</Button>}
      >
        What belongs to one row, without leaving the list.
      </Drawer>
      <ConfirmDialog
        open={open === 'confirm'}
        onOpenChange={close}
        title="Remove it?"
        confirm="Remove"
        onConfirm={() => setOpen(null)}
      >
        It does not come back.
      </ConfirmDialog>
    </Section>
  )
}
