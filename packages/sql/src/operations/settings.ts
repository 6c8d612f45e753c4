import type { VariableSetStmt } from '@pgsql/types'
import { constantText } from '../functions/constant'
import type { Effects } from './effects'

/** Settings that change how values look or how long the session waits, and nothing about what a statement does. */
const HARMLESS = new Set([
  'application_name',
  'bytea_output',
  'client_connection_check_interval',
  'client_min_messages',
  'cpu_index_tuple_cost',
  'cpu_operator_cost',
  'cpu_tuple_cost',
  'cursor_tuple_fraction',
  'datestyle',
  'default_statistics_target',
  'default_transaction_deferrable',
  'default_transaction_isolation',
  'default_transaction_read_only', // BEGIN READ WRITE turns it off as well: no target is protected by it
  'effective_cache_size',
  'escape_string_warning',
  'extra_float_digits',
  'from_collapse_limit',
  'geqo',
  'idle_in_transaction_session_timeout',
  'idle_session_timeout',
  'intervalstyle',
  'jit',
  'join_collapse_limit',
  'lc_messages',
  'lc_monetary',
  'lc_numeric',
  'lc_time',
  'lock_timeout',
  'max_parallel_workers_per_gather',
  'plan_cache_mode',
  'random_page_cost',
  'seed',
  'seq_page_cost',
  'statement_timeout',
  'synchronize_seqscans',
  'tcp_keepalives_count',
  'tcp_keepalives_idle',
  'tcp_keepalives_interval',
  'timezone',
  'transaction_deferrable',
  'transaction_isolation',
  'transaction_read_only',
  'transaction_timeout',
  'work_mem',
  'xmlbinary',
  'xmloption',
])

/** Settings under which the text would mean something else than our parser reads. Only these values keep it true. */
const LEXICAL: ReadonlyMap<string, readonly string[]> = new Map([
  ['client_encoding', ['utf8', 'unicode']],
  ['standard_conforming_strings', ['on', 'true', 'yes', '1']],
])

/** Setting `name` to `value`; null: computed, so that it may be anything. */
export function addSetting(name: string | null, value: string | null, effects: Effects): void {
  if (name === null) return effects.add('unknown', ['setting', 'computed'])
  const setting = name.toLowerCase()
  const allowed = LEXICAL.get(setting)
  if (allowed) {
    const isKept = value !== null && allowed.includes(value.toLowerCase().replaceAll(/[^a-z0-9]/g, ''))
    effects.add(isKept ? 'session' : 'unknown', ['setting', setting])
  } else if (HARMLESS.has(setting) || setting.startsWith('enable_')) {
    effects.add('session', ['setting', setting])
  } else {
    effects.add('configure', ['setting', setting])
  }
}

export function readSet({ kind, name = '', args = [] }: VariableSetStmt, effects: Effects): void {
  const multiple = name.toLowerCase().replaceAll(' ', '-')
  switch (kind) {
    case 'VAR_SET_VALUE':
      return addSetting(name, args.length === 1 ? constantText(args[0]) : '', effects)
    case 'VAR_SET_CURRENT':
      return addSetting(name, null, effects)
    case 'VAR_SET_MULTI':
      // SET TRANSACTION, and SET SESSION CHARACTERISTICS AS TRANSACTION, which sets the defaults of the same three
      return effects.add('session', ['setting', multiple])
    case 'VAR_SET_DEFAULT':
    case 'VAR_RESET':
    case 'VAR_RESET_ALL':
      // back to what the session began with, which the gateway has chosen
      return effects.add('session', ['setting', name === '' ? 'all' : multiple])
    case undefined:
    default:
      return effects.add('unknown', ['setting', multiple])
  }
}
