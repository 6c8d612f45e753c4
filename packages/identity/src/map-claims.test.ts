import { describe, expect, it } from 'vitest'
import { claimAt } from './claims'
import { type ClaimRule, mapClaims } from './map-claims'
import { problemOfTemplate } from './template'

const GITHUB = {
  sub: 'repo:acme/shop:ref:refs/heads/main',
  repository: 'acme/shop',
  repository_owner: 'acme',
  ref: 'refs/heads/main',
}
const KUBERNETES = {
  sub: 'system:serviceaccount:billing:exporter',
  'kubernetes.io': { namespace: 'billing', serviceaccount: { name: 'exporter' } },
}

const rule = (changes: Partial<ClaimRule> = {}): ClaimRule => ({
  when: [],
  kind: 'agent',
  name: '{sub}',
  groups: [],
  groupsClaim: null,
  owner: null,
  ...changes,
})

describe('claimAt', () => {
  const claims = { a: { b: 1 }, 'a.b': 2, 'https://acme.example/groups': ['x'], ...KUBERNETES }
  it.each<[string, unknown]>([
    ['a.b', 2],
    ['kubernetes.io.namespace', 'billing'],
    ['kubernetes.io.serviceaccount.name', 'exporter'],
    ['https://acme.example/groups', ['x']],
    ['kubernetes.io.pod.name', undefined],
    ['__proto__', undefined],
    ['toString', undefined],
    ['', undefined],
  ])('%s is %j', (path, value) => {
    expect(claimAt(claims, path)).toEqual(value)
  })
})

describe('mapClaims', () => {
  it('names an agent by its claims', () => {
    const rules = [rule({ name: 'ci {repository}', when: [{ claim: 'repository_owner', pattern: 'acme' }] })]
    expect(mapClaims(GITHUB, rules)).toEqual({
      mapped: { rule: 0, kind: 'agent', name: 'ci acme/shop', groups: [], owner: null },
    })
  })

  it('asks the rules in their order, and the first that fits decides', () => {
    const rules = [
      rule({ when: [{ claim: 'ref', pattern: 'refs/heads/release-*' }], groups: ['release'] }),
      rule({ when: [{ claim: 'ref', pattern: 'refs/heads/*' }], groups: ['ci'] }),
      rule({ groups: ['others'] }),
    ]
    expect(mapClaims(GITHUB, rules)).toMatchObject({ mapped: { rule: 1, groups: ['ci'] } })
  })

  it.each<[string, string, boolean]>([
    ['repository', 'acme/*', true],
    ['repository', 'acme', false],
    ['repository', 'ACME/*', false],
    ['repository', 'acme.shop', false],
    ['repository', '*/shop', true],
    ['repository', '(a|b)*', false],
    ['nowhere', '*', false],
  ])('%s as %s fits: %s', (claim, pattern, fits) => {
    expect(mapClaims(GITHUB, [rule({ when: [{ claim, pattern }] })]).mapped !== null).toBe(fits)
  })

  it('takes groups from a claim, once each', () => {
    const claims = { sub: 'a', groups: ['dev', 'ops', 'dev', 7, { x: 1 }] }
    expect(mapClaims(claims, [rule({ groups: ['dev'], groupsClaim: 'groups' })])).toMatchObject({
      mapped: { groups: ['dev', 'ops', '7'] },
    })
  })

  it('lets nobody in whom no rule fits, and says why not', () => {
    expect(mapClaims(GITHUB, [rule({ when: [{ claim: 'ref', pattern: 'refs/tags/*' }] })])).toEqual({
      mapped: null,
      reasons: ['its “ref” is refs/heads/main, not refs/tags/*'],
    })
    expect(mapClaims(GITHUB, [])).toEqual({ mapped: null, reasons: [] })
  })

  it.each<[Partial<ClaimRule>, string]>([
    [{ name: '{actor}' }, 'it has not every claim of the name “{actor}”'],
    [{ owner: '{actor}@acme.example' }, 'it has not every claim of the owner “{actor}@acme.example”'],
  ])('lets nobody in half-known: %j', (changes, reason) => {
    expect(mapClaims(GITHUB, [rule(changes), rule()])).toEqual({ mapped: null, reasons: [reason] })
  })
})

describe('problemOfTemplate', () => {
  it.each<[string, boolean]>([
    ['ci {repository}', true],
    ['just a name', true],
    ['{a}{b}', true],
    ['{}', false],
    ['{ }', false],
    ['{a', false],
    ['a}', false],
  ])('%s is right: %s', (template, isRight) => {
    expect(problemOfTemplate(template) === null).toBe(isRight)
  })
})
