import type { z } from 'zod'
import { CreateMaskingRule } from '../masking-rules/schema'
import { CreateRule } from '../rules/schema'
import type { PackId } from './schema'

interface Pack {
  readonly title: string
  /** What it is for, in a sentence. */
  readonly about: string
  readonly rules: readonly z.input<typeof CreateRule>[]
  readonly masking: readonly z.input<typeof CreateMaskingRule>[]
}

const mask = (
  name: string,
  columns: string[],
  dataClass: z.input<typeof CreateMaskingRule>['dataClass'],
  operator: z.input<typeof CreateMaskingRule>['operator'],
) => ({ name, columns, dataClass, operator })

/** Policies to begin with. Once applied they are rules like any others. */
export const PACKS: Readonly<Record<PackId, Pack>> = {
  'read-only-agent': {
    title: 'Read-only agent',
    about: 'Agents read tables and the catalogue, and change nothing.',
    rules: [
      { name: 'Agents read', kinds: ['agent'], verbs: ['read'], effect: 'allow' },
      {
        name: 'Agents change nothing',
        kinds: ['agent'],
        verbs: ['insert', 'update', 'delete', 'define', 'drop', 'grant', 'copy-in', 'configure', 'admin'],
        effect: 'deny',
        message: 'Agents read here. Ask a person to make this change.',
      },
    ],
    masking: [],
  },
  'writes-wait': {
    title: 'Writes need approval',
    about: 'Reading is free; every change of rows waits for a person. Changing every row is refused.',
    rules: [
      { name: 'Reads are allowed', verbs: ['read'], effect: 'allow' },
      {
        name: 'Writes wait for approval',
        verbs: ['insert', 'update', 'delete', 'copy-in', 'execute'],
        effect: 'hold',
        message: 'A person looks at this change first.',
      },
      {
        name: 'Never every row at once',
        verbs: ['update', 'delete'],
        conditions: ['no-where', 'always-true'],
        effect: 'deny',
        message: 'Add a WHERE clause: this would change every row.',
      },
    ],
    masking: [],
  },
  'no-ddl': {
    title: 'No DDL in production',
    about: 'Tables, rights and settings of the chosen connections are not changed through the gateway.',
    rules: [
      {
        name: 'No DDL',
        verbs: ['define', 'drop', 'grant', 'configure', 'admin'],
        effect: 'deny',
        message: 'The schema is changed by migrations, not here.',
      },
    ],
    masking: [],
  },
  'no-bulk-export': {
    title: 'No bulk export',
    about: 'COPY out is refused: data is selected, not carried away in bulk.',
    rules: [
      {
        name: 'No COPY out',
        verbs: ['copy-out'],
        effect: 'deny',
        message: 'Data is not exported in bulk. Select what you need.',
      },
    ],
    masking: [],
  },
  pci: {
    title: 'PCI: card data',
    about:
      'Card numbers show their last four digits wherever they appear; card tables are not changed unseen.',
    rules: [
      {
        name: 'Changes of card data wait',
        verbs: ['update', 'delete', 'copy-out'],
        dataClasses: [],
        resources: ['**.*card*', '**.*payment*'],
        effect: 'hold',
        message: 'Card data is changed with a second pair of eyes.',
      },
    ],
    masking: [
      mask('Card number columns', ['**.card_number', '**.pan', '**.credit_card'], 'card', 'partial'),
      mask('Card security codes', ['**.cvv', '**.cvc', '**.card_code'], 'secret', 'redact'),
      { name: 'Card numbers anywhere', detectors: ['card'], dataClass: 'card', operator: 'partial' },
    ],
  },
  'personal-data': {
    title: 'Personal data',
    about:
      'Names, addresses, phones, e-mail and social security numbers leave masked, also inside free text.',
    rules: [],
    masking: [
      mask('E-mail columns', ['**.email', '**.e_mail', '**.email_address'], 'email', 'partial'),
      mask('Phone columns', ['**.phone', '**.phone_number', '**.mobile'], 'phone', 'partial'),
      mask('Social security columns', ['**.ssn', '**.social_security_number'], 'ssn', 'redact'),
      mask('Birth dates', ['**.date_of_birth', '**.birth_date', '**.dob'], 'birth-date', 'redact'),
      mask('Addresses', ['**.address', '**.street', '**.postal_code'], 'address', 'redact'),
      {
        name: 'Personal data in any text',
        detectors: ['email', 'ssn', 'phone'],
        dataClass: 'other',
        operator: 'redact',
      },
    ],
  },
}
