'use client'

import type { CustomDetector } from '@sallyport/core'
import { Plus, Trash2 } from 'lucide-react'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { useMasking } from './use-masking'

interface Props {
  readonly value: readonly CustomDetector[]
  readonly onChange: (value: readonly CustomDetector[]) => void
  readonly errorOf: (path: string) => string | undefined
}

const KINDS = [
  { value: 'pattern', label: 'Pattern' },
  { value: 'words', label: 'Words' },
]

/** Detectors of one's own: a pattern that is checked as it is typed, or a list of words. */
export function CustomDetectors({ value, onChange, errorOf }: Props) {
  const masking = useMasking()
  const change = (at: number, detector: CustomDetector) => onChange(value.with(at, detector))
  return (
    <div className="flex flex-col gap-3">
      {value.map((detector, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: names are being typed, and the order is theirs
        <fieldset key={at} className="min-w-0 rounded-md border border-edge p-3">
          <legend className="sr-only">Detector {at + 1}</legend>
          <div className="grid gap-3 sm:grid-cols-[1fr_9rem_auto]">
            <Field label="Name" error={errorOf(`customDetectors.${at}.name`)}>
              <Input
                value={detector.name}
                onChange={({ target }) => change(at, { ...detector, name: target.value })}
                placeholder="Employee numbers"
              />
            </Field>
            <Field label="Finds">
              <Select
                options={KINDS}
                value={detector.kind}
                onChange={({ target }) =>
                  change(
                    at,
                    target.value === 'words'
                      ? { kind: 'words', name: detector.name, words: [] }
                      : { kind: 'pattern', name: detector.name, pattern: '' },
                  )
                }
              />
            </Field>
            <Button
              type="button"
              className="self-end"
              aria-label={`Remove detector ${detector.name || at + 1}`}
              onClick={() => onChange(value.toSpliced(at, 1))}
            >
              <Trash2 aria-hidden className="size-4" />
            </Button>
          </div>
          {detector.kind === 'pattern' ? (
            <Field
              label="Pattern"
              hint="In RE2’s syntax, which never takes long: EMP-[0-9]{5}. (?i) in front ignores case."
              error={errorOf(`customDetectors.${at}.pattern`) ?? masking?.problemOf(detector)}
              className="mt-3"
            >
              <Input
                className="font-mono"
                spellCheck={false}
                value={detector.pattern}
                onChange={({ target }) => change(at, { ...detector, pattern: target.value })}
                placeholder="EMP-[0-9]{5}"
              />
            </Field>
          ) : (
            <Field
              label="Words"
              hint="Whole words, in any case"
              error={errorOf(`customDetectors.${at}.words`)}
              className="mt-3"
            >
              <TagInput
                value={detector.words}
                onChange={(words) => change(at, { ...detector, words })}
                placeholder="Project Falcon"
              />
            </Field>
          )}
        </fieldset>
      ))}
      <Button
        type="button"
        className="self-start"
        onClick={() => onChange([...value, { kind: 'pattern', name: '', pattern: '' }])}
      >
        <Plus aria-hidden className="size-4" />
        Add a detector of your own
      </Button>
    </div>
  )
}
