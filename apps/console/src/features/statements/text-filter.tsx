'use client'

import { useState } from 'react'
import { Field } from '~/ui/field'
import { Input } from '~/ui/input'
import { useUrlState } from '~/ui/use-url-state'

interface Props {
  readonly param: string
  readonly label: string
  readonly placeholder?: string
  readonly inputMode?: 'numeric' | 'text'
}

/** A word kept in the URL: it counts when it is left, or with Enter. */
export function TextFilter({ param, label, placeholder, inputMode = 'text' }: Props) {
  const { current } = useUrlState()
  const inUrl = current.get(param) ?? ''
  return (
    <Field label={label}>
      {/* Back and forward change the URL under the field: it begins anew then. */}
      <TextInput key={inUrl} param={param} inUrl={inUrl} inputMode={inputMode} placeholder={placeholder} />
    </Field>
  )
}

interface InputProps {
  readonly param: string
  readonly inUrl: string
  readonly inputMode: 'numeric' | 'text'
  readonly placeholder: string | undefined
}

function TextInput({ param, inUrl, inputMode, placeholder }: InputProps) {
  const { replace } = useUrlState()
  const [text, setText] = useState(inUrl)
  function write(): void {
    if (text.trim() !== inUrl) replace({ [param]: text.trim() })
  }
  return (
    <Input
      value={text}
      inputMode={inputMode}
      placeholder={placeholder}
      spellCheck={false}
      autoCapitalize="none"
      onChange={({ target }) => setText(target.value)}
      onBlur={write}
      onKeyDown={({ key }) => key === 'Enter' && write()}
    />
  )
}
