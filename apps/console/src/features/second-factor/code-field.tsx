import { Field } from '~/ui/field'
import { Input } from '~/ui/input'

interface Props {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly error: string | undefined
}

/** Where the authenticator's code is typed, or a recovery code. Phones offer digits, and what they received. */
export function CodeField({ value, onChange, error }: Props) {
  return (
    <Field
      label="Code of your second factor"
      required
      hint="The six digits that your authenticator shows, or a recovery code"
      error={error}
    >
      <Input
        name="code"
        value={value}
        autoComplete="one-time-code"
        autoCapitalize="off"
        spellCheck={false}
        maxLength={40}
        data-autofocus
        onChange={({ target }) => onChange(target.value)}
        className="font-mono"
      />
    </Field>
  )
}
