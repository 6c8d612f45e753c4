'use client'

import { Fragment } from 'react'
import { Dialog } from '~/ui/dialog'
import { Kbd } from '~/ui/kbd'
import { NAV } from './nav-items'
import { GO_TO, SHORTCUTS } from './shortcuts'

export function ShortcutHelp({ onOpenChange }: { readonly onOpenChange: (open: boolean) => void }) {
  const labels = new Map(NAV.flatMap(({ items }) => items.map(({ href, label }) => [href, label])))
  const goTo = Object.entries(GO_TO).flatMap(([key, path]) => {
    const label = labels.get(path)
    return label ? [{ keys: ['g', key], does: label }] : []
  })
  return (
    <Dialog open onOpenChange={onOpenChange} title="Keys" width="lg">
      <div className="grid gap-x-10 gap-y-5 sm:grid-cols-2">
        {[...SHORTCUTS, { title: 'Go to', keys: goTo }].map(({ title, keys }) => (
          <section key={title}>
            <h3 className="mb-1.5 text-dense font-semibold">{title}</h3>
            <dl className="grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-3 gap-y-1.5 text-dense">
              {keys.map(({ keys: pressed, does }) => (
                <Fragment key={does}>
                  <dt className="flex gap-1">
                    {pressed.map((key) => (
                      <Kbd key={key}>{key}</Kbd>
                    ))}
                  </dt>
                  <dd className="text-muted">{does}</dd>
                </Fragment>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </Dialog>
  )
}
