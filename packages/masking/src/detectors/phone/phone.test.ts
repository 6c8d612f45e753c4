import { describe, expect, it } from 'vitest'
import { find } from '../../../test/find'

describe('phone', () => {
  it.each([
    ['415-555-0132'],
    ['415.555.0132'],
    ['415 555 0132'],
    ['415 555-0132'],
    ['(415) 555-0132'],
    ['(415)555-0132'],
    ['1-415-555-0132'],
    ['1 (415) 555-0132'],
    ['001-415-555-0132x123'],
    ['(898)666-3621x0135'],
    ['415-555-0132 ext. 12'],
    ['+1 415 555 0132'],
    ['+1-202-555-0143'],
    ['+14155550132'],
    ['+49 30 1234567'],
    ['+46 (0)157 548 89'],
    ['+30 21 0 1234567'],
    ['+33 1 42 68 53 00'],
    ['+5511912345678'],
    ['+44.20.7183.8750'],
    ['(37) 788-063'],
    ['(11) 91234-5678'],
    ['07700 063 966'],
    ['0341 8387176'],
    ['090-1234-5678'],
    ['01.23.45.67.89'],
    ['0049 30 1234567'],
    ['555-123-4567'],
  ])('finds %s', (number) => {
    expect(find(number, 'phone')).toEqual([number])
    expect(find(`at ${number}, or`, 'phone')).toEqual([number])
    expect(find(`["${number}"]`, 'phone')).toEqual([number])
  })

  it.each([
    ['Phone: 467 3395', '467 3395'],
    ['Desk: 5403926876', '5403926876'],
    ['{"phoneNumber":4155550132}', '4155550132'],
    ['home_phone=4155550132', '4155550132'],
    ["They're not answering at 99 668472", '99 668472'],
    ['call me on 9472 7916?', '9472 7916'],
    ['28-64-66-98 office', '28-64-66-98'],
    ['Mobile: 737 219 628\nDesk', '737 219 628'],
    ['Tel. 555-0132', '555-0132'],
    ['call 415 555 2671 now', '415 555 2671'],
    ['call 115 555 2671 2 times', '115 555 2671'],
  ])('finds it beside a word: %s', (text, number) => {
    expect(find(text, 'phone')).toEqual([number])
  })

  it.each([
    ['a date', '2024-01-31'],
    ['a date beside a word', 'called 2024-01-31'],
    ['a German date', 'called 31.01.2024'],
    ['a compact date beside a word', 'mobile_20240131'],
    ['a time', '2024-01-31 10:11:12.123456+00'],
    ['two times', '2024-01-31 10:11:12+10 2024-02-01 10:11:12+10'],
    ['a span of years beside a word', 'worked 2019-2023'],
    ['an id', '4155550132'],
    ['an id with a word', 'order 12345678'],
    ['an id with a prefix', 'SKU-0123-4567'],
    ['a hotel room', 'hotel 4155550132'],
    ['a cancelled order', 'cancelled 415555 0132'],
    ['a decimal', '415.5550132'],
    ['a signed decimal', '+12345678.90'],
    ['a short signed number', 'code +1234567'],
    ['an amount', '1,234,567.89'],
    ['an amount with dots', '1.234.567,89'],
    ['a coordinate', '-122.4194155 37.7749295'],
    ['an IP address', '192.168.100.200'],
    ['an IP address beside a word', 'reached 192.168.100.200'],
    ['a version', '10.15.7'],
    ['a build', '10.0.19045.3803'],
    ['a UUID', '550e8400-e29b-41d4-a716-446655440000'],
    ['a MAC address', '01-23-45-67-89-AB'],
    ['an ISBN', '978-3-16-148410-0'],
    ['a card', '4111 1111 1111 1111'],
    ['a social security number', '536-90-4399'],
    ['an IBAN', 'GB29 NWBK 0161 3319 2681 9'],
    ['an IBAN', 'JO94 CBJO 0010 0000 0000 0131 0003 03'],
    ['a routing number', '0711-0130-7'],
    ['zeros', '000-000-0000'],
    ['a row of numbers', '100 200 3000'],
    ['a time in seconds', '1760000000'],
    ['a part of a word', 'x415-555-0132'],
    ['a mask', '(***) ***-0132'],
    ['tabs between', '415\t555\t2671'],
    ['line breaks between', '415\n555\n2671'],
  ])('does not find %s: %s', (_, text) => {
    expect(find(text, 'phone')).toEqual([])
  })
})
