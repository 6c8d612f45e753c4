import { describe, expect, it } from 'vitest'
import { offsetOf, statementAt, statementSpans } from './statement-spans'

const texts = (text: string) => statementSpans(text).map((span) => span.text)

describe('statementSpans', () => {
  it.each([
    ['nothing', '  ', []],
    ['only a comment', '-- select 1;', []],
    ['one without a semicolon', ' select 1 ', ['select 1']],
    ['two', 'select 1;\nselect 2;', ['select 1', 'select 2']],
    ['empty ones between', 'select 1;;; select 2', ['select 1', 'select 2']],
    ['a semicolon in a string', "select ';'; select 2", ["select ';'", 'select 2']],
    ['a quote in a string', "select 'it''s;'; select 2", ["select 'it''s;'", 'select 2']],
    ['a semicolon in a name', 'select ";" from x; select 2', ['select ";" from x', 'select 2']],
    ['dollar quotes', 'do $a$ begin; end $a$; select 2', ['do $a$ begin; end $a$', 'select 2']],
    ['a semicolon in a comment', 'select 1 /* ; */ + 1; select 2', ['select 1 /* ; */ + 1', 'select 2']],
    ['a comment before', '-- the first\nselect 1; -- the end', ['select 1']],
    ['a comment in a comment', '/* a /* b */ delete from x; */ select 1', ['select 1']],
    [
      'a quote behind a backslash',
      "select E'a\\'; drop table x; --'; select 2",
      ["select E'a\\'; drop table x; --'", 'select 2'],
    ],
    ['a backslash that is one', "select 'a\\'; select 2", ["select 'a\\'", 'select 2']],
    [
      'a rule’s actions',
      'create rule r as on insert to t do (delete from a; delete from b); select 2',
      ['create rule r as on insert to t do (delete from a; delete from b)', 'select 2'],
    ],
    ['a word that ends in e', "select name'x;'; select 2", ["select name'x;'", 'select 2']],
    [
      'a body after BEGIN ATOMIC, as one',
      ' create function f() begin atomic delete from b; end; select 2 ',
      ['create function f() begin atomic delete from b; end; select 2'],
    ],
    ['a comment that is not closed, as one', 'select 1; /* delete from b; ', ['select 1; /* delete from b;']],
    [
      'a string that is not closed, as one',
      "select 1; select 'a; delete from b; ",
      ["select 1; select 'a; delete from b;"],
    ],
    ['a dollar quote that is not closed, as one', 'select 1; do $a$ ; $b$', ['select 1; do $a$ ; $b$']],
    ['a parenthesis that is not closed, as one', 'select (1; select 2', ['select (1; select 2']],
    ['a semicolon among other signs', 'select (1);select(2);', ['select (1)', 'select(2)']],
  ])('finds %s', (_, text, found) => {
    expect(texts(text)).toEqual(found)
  })

  it('says where each is', () => {
    const text = ' select 1; 😀😀;select 2'
    expect(texts(text)).toEqual(['select 1', '😀😀', 'select 2'])
    for (const { from, to, text: found } of statementSpans(text)) expect(text.slice(from, to)).toBe(found)
  })
})

describe('statementAt', () => {
  const text = 'select 1;\n\nselect 2;\n'
  it.each([
    [0, 'select 1'],
    [8, 'select 1'],
    [9, 'select 1'],
    [10, 'select 1'],
    [11, 'select 2'],
    [text.length, 'select 2'],
  ])('finds what the cursor at %i is in or behind', (cursor, found) => {
    expect(statementAt(text, cursor)?.text).toBe(found)
  })

  it('takes the first where the cursor is before all', () => {
    expect(statementAt('  select 1', 0)?.text).toBe('select 1')
    expect(statementAt('', 0)).toBeNull()
  })
})

describe('offsetOf', () => {
  it('counts characters, as PostgreSQL does', () => {
    expect(offsetOf('select x', 8)).toBe(7)
    expect(offsetOf("select '😀', x", 13)).toBe(13)
    expect(offsetOf('x', 99)).toBe(1)
  })
})
