/** Immutable or stable by their label, and yet they run SQL text, reach files or other objects by name, or leak. */
export const NEVER_SAFE: readonly RegExp[] = [
  /_to_xml|_to_xmlschema/, // table_to_xml('secrets'): reads what no parse tree names
  /^ts_(stat|rewrite)$/, // take a query as text
  /^(lo_|lo(read|write|tell|seek|open|close|creat)|be_lo)/, // large objects
  /^pg_(read|ls_|stat_file|file|logfile|rotate|reload|terminate|cancel|promote|switch|backup|create|drop|copy)/,
  /^pg_(logical|replication|advisory|try_advisory|notify|sleep|import|export|extension_config|nextoid|wal)/,
  /^pg_(show_all_file_settings|hba_file|ident_file|stat_reset|config|current_logfile)/,
  /^pg_(mcv_list_items|get_sequence_data)$/, // stored values
  /^pg_stat_get_(activity|backend_activity|subscription|wal_receiver|wal_senders)/, // what others run, and where
  /^(binary_upgrade|brin_|gin_clean|currtid|set_config|query_to|cursor_to|database_to|schema_to|table_to)/,
  /^(nextval|setval)$/,
  /_validator$|_handler$/, // may load a library
]

/** Volatile by their label, and yet they change nothing and take nothing from tables. */
export const HARMLESS_VOLATILE: readonly string[] = [
  'array_sample',
  'array_shuffle',
  'clock_timestamp',
  'current_query',
  'currval',
  'gen_random_uuid',
  'lastval',
  'pg_blocking_pids',
  'pg_database_size',
  'pg_indexes_size',
  'pg_is_in_recovery',
  'pg_partition_ancestors',
  'pg_partition_tree',
  'pg_relation_size',
  'pg_sequence_last_value',
  'pg_table_size',
  'pg_tablespace_size',
  'pg_total_relation_size',
  'random',
  'random_normal',
  'setseed',
  'timeofday',
  'uuidv4',
  'uuidv7',
]
