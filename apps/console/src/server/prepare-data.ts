import { join } from 'node:path'
import { bootstrap } from '@sallyport/api'
import { migrate } from '@sallyport/db'
import type { Environment } from '../env'
import type { ConsoleServices } from './services'

/** Brings the database to what this version expects, and makes what a first start needs. */
export async function prepareData(
  env: Environment,
  { db, masterKey }: ConsoleServices,
  root: string,
): Promise<void> {
  await migrate(env.DATABASE_URL, join(root, 'prisma', 'migrations'))
  const {
    SALLYPORT_ADMIN_EMAIL: email,
    SALLYPORT_ADMIN_PASSWORD: password,
    SALLYPORT_GATEWAY_TOKEN: token,
  } = env
  await bootstrap(db, {
    masterKey,
    admin: email && password ? { email, password } : undefined,
    gateway: token ? { credential: token } : undefined,
  })
}
