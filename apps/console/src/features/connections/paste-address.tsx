'use client'

import { type ClipboardEvent, useState } from 'react'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { type Address, parseAddress } from './parse-address'

interface Props {
  readonly onAddress: (address: Address) => void
}

/** Fills the form in from an address that people have at hand. The address itself, with its password, is not kept. */
export function PasteAddress({ onAddress }: Props) {
  const [text, setText] = useState('')
  const [note, setNote] = useState<{ readonly problem?: string; readonly done?: string }>({})

  function read(given: string): void {
    const parsed = parseAddress(given)
    if ('problem' in parsed) {
      setText(given)
      setNote({ problem: parsed.problem })
      return
    }
    setText('')
    setNote({ done: 'Filled in below.' })
    onAddress(parsed.address)
  }

  function onPaste(event: ClipboardEvent): void {
    event.preventDefault()
    read(event.clipboardData.getData('text'))
  }

  return (
    <Field
      label="Paste its address"
      hint={
        <output>
          {note.done ?? 'postgres://user:password@host/database, a JDBC URL, or host=… Or fill in below.'}
        </output>
      }
      error={note.problem}
    >
      <Input
        value={text}
        onChange={({ target }) => {
          setText(target.value)
          setNote({})
        }}
        onPaste={onPaste}
        onBlur={() => text.trim() && read(text)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !text.trim()) return
          event.preventDefault()
          read(text)
        }}
        placeholder="postgres://"
        autoComplete="off"
        spellCheck={false}
        autoCapitalize="none"
        className="font-mono text-xs"
      />
    </Field>
  )
}
