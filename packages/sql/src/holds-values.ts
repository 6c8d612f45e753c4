/** Relations of pg_catalog that hold copies of stored values, or secrets: reading the catalogue is not reading these. */
export const HOLDS_VALUES = new Set([
  'pg_authid',
  'pg_file_settings',
  'pg_hba_file_rules',
  'pg_ident_file_mappings',
  'pg_largeobject',
  'pg_shadow',
  'pg_statistic',
  'pg_statistic_ext_data',
  'pg_stats',
  'pg_stats_ext',
  'pg_stats_ext_exprs',
  'pg_subscription',
  'pg_user_mapping',
  'pg_user_mappings',
])
