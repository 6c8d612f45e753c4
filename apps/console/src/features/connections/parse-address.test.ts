import { describe, expect, it } from 'vitest'
import { parseAddress } from './parse-address'

describe('parseAddress', () => {
  it.each([
    [
      'postgres://app:s%40crt%2F1@db.internal:5433/shop?sslmode=require',
      {
        host: 'db.internal',
        port: 5433,
        database: 'shop',
        username: 'app',
        password: 's@crt/1',
        tlsMode: 'require',
      },
    ],
    [' postgresql://db.internal/shop \n', { host: 'db.internal', database: 'shop' }],
    [
      'postgres://app@db.internal:80/shop',
      { host: 'db.internal', port: 80, database: 'shop', username: 'app' },
    ],
    [
      'postgres://app@[2001:db8::7]:5432/shop',
      { host: '2001:db8::7', port: 5432, database: 'shop', username: 'app' },
    ],
    [
      'jdbc:postgresql://db.internal:5432/shop?user=app&password=x&ssl=true',
      {
        host: 'db.internal',
        port: 5432,
        database: 'shop',
        username: 'app',
        password: 'x',
        tlsMode: 'require',
      },
    ],
    [
      "host=db.internal port=5432 dbname=shop user=app password='it''s' sslmode=verify-ca",
      {
        host: 'db.internal',
        port: 5432,
        database: 'shop',
        username: 'app',
        password: 'it',
        tlsMode: 'verify-full',
      },
    ],
    [
      String.raw`host=db dbname=shop user=app password='a \'quoted\' one'`,
      { host: 'db', database: 'shop', username: 'app', password: "a 'quoted' one" },
    ],
    [
      'postgres://db.internal/shop?sslmode=prefer',
      { host: 'db.internal', database: 'shop', tlsMode: 'require' },
    ],
  ])('%s', (text, address) => {
    expect(parseAddress(text)).toEqual({ address })
  })

  it.each([
    'mysql://db/shop',
    'shop',
    'postgres://a,b/shop',
    'postgres://app:p@a:1,b:2/shop',
    'host=a,b dbname=shop',
    'host=/var/run/postgresql dbname=shop',
    'postgres://%2Fvar%2Frun/shop',
    'postgres://[::1/shop',
  ])('%s is no address of one server', (text) => {
    expect(parseAddress(text)).toHaveProperty('problem')
  })
})
