'use client'

import type { PackId } from '@sallyport/api'
import { useQuery } from '@tanstack/react-query'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Callout } from '~/ui/callout'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { plural } from '~/ui/format'
import { Section } from '~/ui/page'
import { TagInput } from '~/ui/tag-input'

export interface PolicyChoice {
  readonly packs: readonly PackId[]
  readonly groups: readonly string[]
  readonly approverGroups: readonly string[]
}

interface Props {
  readonly value: PolicyChoice
  readonly onChange: (value: PolicyChoice) => void
  readonly maskedColumns: number
  readonly isBusy: boolean
  readonly onBack: () => void
  /** Absent: this person may not write rules. */
  readonly onSubmit?: () => void
}

/** A policy to begin with, and who answers what it holds. */
export function ChoosePolicy({ value, onChange, maskedColumns, isBusy, onBack, onSubmit }: Props) {
  const trpc = useTRPC()
  const packs = useQuery(trpc.packs.list.queryOptions()).data?.items ?? []
  const groups = useQuery(trpc.groups.list.queryOptions()).data?.items.map(({ name }) => name) ?? []

  return (
    <Section
      title="Who may what"
      description="Rules to begin with, for this connection only. Without one, nobody gets in."
    >
      <div className="flex flex-col gap-4">
        <FieldSet label="Starter packs">
          <div className="flex flex-col gap-2.5">
            {packs.map(({ id, title, about }) => (
              <Checkbox
                key={id}
                label={<span className="font-medium">{title}</span>}
                hint={about}
                checked={value.packs.includes(id)}
                onChange={({ target }) =>
                  onChange({
                    ...value,
                    packs: target.checked
                      ? [...value.packs, id]
                      : value.packs.filter((other) => other !== id),
                  })
                }
              />
            ))}
          </div>
        </FieldSet>
        <div className="grid gap-4 sm:grid-cols-2">
          <Field label="For which groups" hint="Empty: everybody">
            <TagInput
              value={value.groups}
              onChange={(chosen) => onChange({ ...value, groups: chosen })}
              suggestions={groups}
              placeholder="Everybody"
            />
          </Field>
          <Field label="Who answers what is held" hint="Empty: any approver. Else one person of each group">
            <TagInput
              value={value.approverGroups}
              onChange={(chosen) => onChange({ ...value, approverGroups: chosen })}
              suggestions={groups}
              placeholder="Any approver"
            />
          </Field>
        </div>
        {value.packs.length === 0 && (
          <Callout tone="warning" title="No pack is chosen">
            The connection opens, but only for whom your other rules already let in.
          </Callout>
        )}
        {!onSubmit && (
          <Callout tone="info" title="An admin has to write the rules">
            The connection is registered and stays closed. Send an admin the address of this page; they finish
            here.
          </Callout>
        )}
      </div>
      <Actions>
        <Button className="mr-auto" onClick={onBack}>
          Back
        </Button>
        {onSubmit && (
          <Button variant="primary" busy={isBusy} onClick={onSubmit}>
            Mask {plural(maskedColumns, 'column')} and open it
          </Button>
        )}
      </Actions>
    </Section>
  )
}
