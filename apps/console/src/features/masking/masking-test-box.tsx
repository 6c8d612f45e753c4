'use client'

import { useState } from 'react'
import { Field } from '~/ui/field'
import { Textarea } from '~/ui/input'
import { Section } from '~/ui/page'
import type { MaskingDraft } from './masking-draft'
import { type Piece, useMasking } from './use-masking'

const SAMPLE = 'Jane <jane@example.com> called from +1 415-555-0132 and paid with 4111 1111 1111 1111'
const LONGEST = 20_000

/** Tries the rule as it is being written, in the browser, with the code that the gateway runs. */
export function MaskingTestBox({ rule }: { readonly rule: MaskingDraft }) {
  const masking = useMasking()
  const [sample, setSample] = useState(SAMPLE)
  const { detectors, customDetectors, columns, operator, dataClass, settings } = rule
  const looks = detectors.length + customDetectors.length > 0
  const tried = looks ? masking?.find(sample, detectors, customDetectors) : undefined
  const whole = columns.length > 0 ? masking?.mask(sample, { operator, dataClass, settings }) : undefined
  return (
    <Section title="Try it" description="Nothing of this leaves your browser">
      <div className="flex flex-col gap-4">
        <Field label="A sample">
          <Textarea
            className="font-mono text-xs"
            spellCheck={false}
            maxLength={LONGEST}
            value={sample}
            onChange={({ target }) => setSample(target.value)}
          />
        </Field>
        <div aria-live="polite" className="flex flex-col gap-4">
          {tried && <Shown label="Found in any value" pieces={tried.pieces} result={tried.masked} />}
          {whole !== undefined && (
            <Output label="In a masked text column">{whole === null ? <em>NULL</em> : whole}</Output>
          )}
          {!looks && columns.length === 0 && (
            <p className="text-dense text-faint">
              Name a column or choose what is looked for, and see here what becomes of the sample.
            </p>
          )}
        </div>
      </div>
    </Section>
  )
}

function Shown({ label, pieces, result }: { label: string; pieces: readonly Piece[]; result: string }) {
  const found = pieces.filter((piece) => piece.found !== null)
  return (
    <div>
      <Output label={`${label}: ${found.length === 0 ? 'nothing' : found.length}`}>
        {pieces.map(({ text, found: what }, at) =>
          what === null ? (
            text
          ) : (
            // biome-ignore lint/suspicious/noArrayIndexKey: pieces have no other identity
            <mark key={at} title={what} className="rounded-sm bg-masked-soft px-0.5 text-masked">
              {text}
              <span className="sr-only"> ({what})</span>
            </mark>
          ),
        )}
      </Output>
      {found.length > 0 && <Output label="What is sent">{result}</Output>}
    </div>
  )
}

function Output({ label, children }: { label: string; children: React.ReactNode }) {
  return (
    <div className="mt-2 min-w-0">
      <p className="text-dense font-medium text-ink">{label}</p>
      <output className="mt-1 block rounded-md border border-edge bg-sunken px-2.5 py-2 font-mono text-xs break-all whitespace-pre-wrap text-ink">
        {children}
      </output>
    </div>
  )
}
