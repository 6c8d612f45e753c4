'use client'

import { useMutation, useQueryClient } from '@tanstack/react-query'
import Link from 'next/link'
import { useRouter } from 'next/navigation'
import { useMay } from '~/features/me/use-me'
import { useTRPC } from '~/trpc/client'
import { Button } from '~/ui/button'
import { CheckGroup } from '~/ui/check-group'
import { Checkbox } from '~/ui/checkbox'
import { Actions } from '~/ui/dialog'
import { Field, FieldSet } from '~/ui/field'
import { Form } from '~/ui/form'
import { Input } from '~/ui/input'
import { Section } from '~/ui/page'
import { Select } from '~/ui/select'
import { TagInput } from '~/ui/tag-input'
import { toast } from '~/ui/toast'
import { useDraft } from '~/ui/use-draft'
import { ClaimRules } from './claim-rules'
import { type IssuerDraft, TEMPLATES, toInput } from './issuer-draft'
import { KeyFields } from './key-fields'
import { TokenTestBox } from './token-test-box'

const ALGORITHMS = [
  'EdDSA',
  'ES256',
  'ES384',
  'ES512',
  'PS256',
  'PS384',
  'PS512',
  'RS256',
  'RS384',
  'RS512',
] as const
const ALGORITHM_OPTIONS = ALGORITHMS.map((value) => ({ value, label: value }))

interface Props {
  /** Of the issuer that is changed; none: a new one. */
  readonly id?: string
  readonly initial: IssuerDraft
}

/** Whose tokens are accepted, and who their bearers are. */
export function IssuerForm({ id, initial }: Props) {
  const trpc = useTRPC()
  const router = useRouter()
  const queryClient = useQueryClient()
  const canWrite = useMay()('identity:write')
  const { draft, set, setDraft } = useDraft(initial)
  const onSuccess = async (saved: {
    readonly id: string
    readonly name: string
    readonly keysProblem: string | null
  }) => {
    await queryClient.invalidateQueries(trpc.issuers.pathFilter())
    toast(saved.keysProblem ? `${saved.name} was saved, but it has no keys yet` : `${saved.name} was saved`)
    router.push(`/issuers/${saved.id}`)
    router.refresh()
  }
  const create = useMutation(trpc.issuers.create.mutationOptions({ onSuccess }))
  const update = useMutation(trpc.issuers.update.mutationOptions({ onSuccess }))
  const save = () => (id ? update.mutate({ id, ...toInput(draft) }) : create.mutate(toInput(draft)))

  return (
    <Form label="Issuer" error={id ? update.error : create.error} onSubmit={save} className="gap-6">
      {(errors) => (
        <fieldset disabled={!canWrite} className="flex min-w-0 flex-col gap-6">
          <Section title="Issuer" description="Who signs the tokens, and which of them count">
            <div className="flex flex-col gap-4">
              {!id && (
                <Field label="Begin with">
                  <Select
                    options={TEMPLATES.map(({ label }) => ({ value: label, label }))}
                    onChange={({ target }) => {
                      const template = TEMPLATES.find(({ label }) => label === target.value)
                      if (template) setDraft(template.draft)
                    }}
                  />
                </Field>
              )}
              <div className="grid gap-4 sm:grid-cols-2">
                <Field label="Name" required error={errors.of('name')}>
                  <Input
                    value={draft.name}
                    onChange={({ target }) => set('name', target.value)}
                    placeholder="Okta"
                  />
                </Field>
                <Field
                  label="Issuer"
                  required
                  hint="As its tokens have it in “iss”, letter by letter"
                  error={errors.of('url')}
                >
                  <Input
                    value={draft.url}
                    inputMode="url"
                    spellCheck={false}
                    onChange={({ target }) => set('url', target.value)}
                    placeholder="https://idp.example.com"
                  />
                </Field>
                <Field
                  label="Audience"
                  required
                  hint="Tokens must be made out for this, in “aud”"
                  error={errors.of('audience')}
                >
                  <Input
                    value={draft.audience}
                    spellCheck={false}
                    onChange={({ target }) => set('audience', target.value)}
                  />
                </Field>
                <Field label="Good for at most, in hours" error={errors.of('maxTokenHours')}>
                  <Input
                    type="number"
                    min={1}
                    value={draft.maxTokenHours}
                    onChange={({ target }) => set('maxTokenHours', Number(target.value))}
                  />
                </Field>
                <Field
                  label="Issued to"
                  hint="Client ids in “azp” or “client_id”. Empty: any, if the token is for nobody but us"
                  error={errors.of('authorizedParties')}
                >
                  <TagInput
                    value={draft.authorizedParties}
                    onChange={(value) => set('authorizedParties', value)}
                    placeholder="Any"
                  />
                </Field>
              </div>
              <FieldSet label="Signed with" error={errors.of('algorithms')}>
                <CheckGroup
                  options={ALGORITHM_OPTIONS}
                  value={draft.algorithms}
                  onChange={(value) => set('algorithms', value)}
                />
              </FieldSet>
              <KeyFields draft={draft} set={set} errors={errors} />
            </div>
          </Section>

          <Section
            title="Who it is"
            description="The first rule that fits says who comes with a token. None fits: nobody gets in"
          >
            <div className="flex flex-col gap-4">
              <ClaimRules
                rules={draft.claimRules}
                onChange={(value) => set('claimRules', value)}
                errors={errors}
              />
              <Checkbox
                checked={draft.linkByEmail}
                onChange={({ target }) => set('linkByEmail', target.checked)}
                label="A person who comes for the first time is known by the address that the issuer has verified"
              />
            </div>
          </Section>

          {id && <TokenTestBox issuerId={id} claimRules={draft.claimRules} />}

          <Actions>
            <Button asChild>
              <Link href="/issuers">Cancel</Link>
            </Button>
            <Button type="submit" variant="primary" busy={create.isPending || update.isPending}>
              {id ? 'Save issuer' : 'Register issuer'}
            </Button>
          </Actions>
        </fieldset>
      )}
    </Form>
  )
}
