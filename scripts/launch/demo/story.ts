import type { DataClass, DetectorClass, MaskOperator, Role, Rule } from '@sallyport/core'

// Who and what the demo begins with. People change it in the console; a later start leaves their changes alone.

export const CONNECTION = 'shop'
export const AGENT = { name: 'reporting-agent', groups: ['agents'], owner: 'erin@example.com' } as const
export const GROUPS = ['agents', 'approvers', 'engineers'] as const

export interface DemoPerson {
  readonly name: string
  readonly email: string
  readonly role: Exclude<Role, 'agent'>
  readonly groups: readonly string[]
}

export const ADMIN: DemoPerson = { name: 'Ada Admin', email: 'ada@example.com', role: 'admin', groups: [] }

export const PEOPLE: readonly DemoPerson[] = [
  { name: 'Alan Approver', email: 'alan@example.com', role: 'approver', groups: ['approvers'] },
  { name: 'Rita Reviewer', email: 'rita@example.com', role: 'reviewer', groups: [] },
  { name: 'Erin Engineer', email: 'erin@example.com', role: 'engineer', groups: ['engineers'] },
]

type DemoRule = Pick<
  Rule,
  'name' | 'verbs' | 'resources' | 'conditions' | 'effect' | 'message' | 'requirements'
>

const SHOP = ['shop.public.**']

/** They are for agents and engineers on the demo's connection, and hold for ten minutes. */
export const RULES: readonly DemoRule[] = [
  {
    name: 'Agents and engineers read',
    verbs: ['read'],
    resources: [...SHOP, 'shop.pg_catalog.**', 'shop.information_schema.**'],
    conditions: [],
    effect: 'allow',
    message: '',
    requirements: [],
  },
  {
    name: 'Writes wait for an approver',
    verbs: ['insert', 'update', 'delete', 'execute', 'copy-in'],
    resources: SHOP,
    conditions: [],
    effect: 'hold',
    message: 'Changes to the shop are looked at by a person first.',
    requirements: [{ group: 'approvers', count: 1 }],
  },
  {
    name: 'Schema changes wait for an approver',
    verbs: ['define', 'drop'],
    resources: SHOP,
    conditions: [],
    effect: 'hold',
    message: "Changes to the shop's tables are looked at by a person first.",
    requirements: [{ group: 'approvers', count: 1 }],
  },
  {
    name: 'No DELETE or UPDATE without WHERE',
    verbs: ['update', 'delete'],
    resources: SHOP,
    conditions: ['no-where', 'always-true'],
    effect: 'deny',
    message: 'Add a WHERE clause: changing every row is never done through an agent.',
    requirements: [],
  },
]

interface DemoMaskingRule {
  readonly name: string
  readonly columns: readonly string[]
  readonly detectors: readonly DetectorClass[]
  readonly dataClass: DataClass
  readonly operator: MaskOperator
}

const column = (
  name: string,
  path: string,
  dataClass: DataClass,
  operator: MaskOperator,
): DemoMaskingRule => ({
  name,
  columns: [path],
  detectors: [],
  dataClass,
  operator,
})

export const MASKING_RULES: readonly DemoMaskingRule[] = [
  column('Customer e-mail', '**.customers.email', 'email', 'partial'),
  column('Customer phone', '**.customers.phone', 'phone', 'partial'),
  column('Customer card', '**.customers.card_number', 'card', 'partial'),
  column('Customer social security number', '**.customers.ssn', 'ssn', 'redact'),
  column('Customer date of birth', '**.customers.date_of_birth', 'birth-date', 'redact'),
  column('Customer address', '**.customers.address', 'address', 'redact'),
  column('Salaries', '**.employees.salary', 'other', 'redact'),
  {
    name: 'Personal data anywhere',
    columns: [],
    detectors: ['email', 'card', 'ssn', 'phone'],
    dataClass: 'other',
    operator: 'redact',
  },
]
