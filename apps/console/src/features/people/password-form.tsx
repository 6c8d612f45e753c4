'use client'

import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { Field } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { toast } from '~/ui/toast'

/** Sets a new password for somebody who lost theirs. */
export function PasswordForm({ id, name }: { readonly id: string; readonly name: string }) {
  const trpc = useTRPC()
  const [password, setPassword] = useState('')
  const save = useMutation(
    trpc.identities.setPassword.mutationOptions({
      onSuccess: () => {
        setPassword('')
        toast(`${name} signs in with the new password from now on`)
      },
    }),
  )
  return (
    <Section title="Password" description="Setting one ends every sign-in of this person">
      <Form label="Set a password" error={save.error} onSubmit={() => save.mutate({ id, password })}>
        {(errors) => (
          <div className="flex flex-wrap items-end gap-2">
            <Field label="New password" error={errors.of('password')} className="min-w-60 flex-1">
              <Input
                type="password"
                autoComplete="new-password"
                value={password}
                onChange={({ target }) => setPassword(target.value)}
                placeholder="At least 10 characters"
              />
            </Field>
            <Button type="submit" busy={save.isPending}>
              Set password
            </Button>
          </div>
        )}
      </Form>
    </Section>
  )
}
