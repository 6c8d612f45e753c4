/*
 * One row of JSON an item: large catalogues never become one huge value. Read with an empty search_path, so
 * that every name of a user's object comes with its schema. Definitions are left out for the system's own.
 */

const FIRST_NORMAL_OBJECT = 16384 // FirstNormalObjectId in the PostgreSQL source

export const RELATIONS = `
  SELECT pg_catalog.json_build_object(
    'oid', c.oid::bigint, 'schema', n.nspname, 'name', c.relname,
    'kind', CASE WHEN c.relkind IN ('r', 'p', 'f', 't') THEN 'table' WHEN c.relkind IN ('v', 'm') THEN 'view' ELSE 'other' END,
    'variety', CASE c.relkind WHEN 'p' THEN 'partitioned' WHEN 'f' THEN 'foreign' WHEN 'v' THEN 'view'
      WHEN 'm' THEN 'materialised' WHEN 'S' THEN 'sequence' WHEN 'c' THEN 'composite' ELSE 'table' END,
    'columns', COALESCE((
      SELECT pg_catalog.json_agg(CASE WHEN a.attisdropped THEN '' ELSE a.attname::text END ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), '[]'),
    'details', CASE WHEN c.oid < ${FIRST_NORMAL_OBJECT} THEN NULL ELSE COALESCE((
      SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
        'type', CASE WHEN a.attisdropped THEN '' ELSE pg_catalog.format_type(a.atttypid, a.atttypmod) END,
        'typeOid', a.atttypid::bigint, 'typeModifier', a.atttypmod,
        'collation', (SELECT pg_catalog.quote_ident(m.nspname) || '.' || pg_catalog.quote_ident(l.collname)
          FROM pg_catalog.pg_collation l JOIN pg_catalog.pg_namespace m ON m.oid = l.collnamespace
          JOIN pg_catalog.pg_type t ON t.oid = a.atttypid
          WHERE l.oid = a.attcollation AND a.attcollation <> t.typcollation),
        'isNotNull', a.attnotnull, 'isGenerated', a.attgenerated <> '',
        'default', (SELECT pg_catalog.pg_get_expr(d.adbin, d.adrelid)
          FROM pg_catalog.pg_attrdef d WHERE d.adrelid = a.attrelid AND d.adnum = a.attnum)) ORDER BY a.attnum)
      FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0), '[]') END,
    'definition', CASE WHEN c.relkind IN ('v', 'm') AND c.oid >= ${FIRST_NORMAL_OBJECT} THEN pg_catalog.pg_get_viewdef(c.oid) END,
    'parents', COALESCE((
      SELECT pg_catalog.json_agg(pn.nspname || '.' || pc.relname ORDER BY i.inhseqno)
      FROM pg_catalog.pg_inherits i JOIN pg_catalog.pg_class pc ON pc.oid = i.inhparent
      JOIN pg_catalog.pg_namespace pn ON pn.oid = pc.relnamespace WHERE i.inhrelid = c.oid), '[]'),
    'hasRowSecurity', c.relrowsecurity,
    'triggers', CASE WHEN NOT c.relhastriggers THEN '[]'::json ELSE COALESCE((
      SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', t.tgname,
        'function', fn.nspname || '.' || f.proname, 'isEnabled', t.tgenabled <> 'D', 'isDeferrable', t.tgdeferrable,
        'events', pg_catalog.array_to_json(pg_catalog.array_remove(ARRAY[CASE WHEN t.tgtype & 4 <> 0 THEN 'insert' END,
          CASE WHEN t.tgtype & 8 <> 0 THEN 'delete' END, CASE WHEN t.tgtype & 16 <> 0 THEN 'update' END,
          CASE WHEN t.tgtype & 32 <> 0 THEN 'truncate' END], NULL)),
        'when', (pg_catalog.regexp_match(pg_catalog.pg_get_triggerdef(t.oid),
          ' WHEN \\((.*)\\) EXECUTE (?:FUNCTION|PROCEDURE) '))[1]) ORDER BY t.tgname)
      FROM pg_catalog.pg_trigger t JOIN pg_catalog.pg_proc f ON f.oid = t.tgfoid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
      WHERE t.tgrelid = c.oid AND NOT t.tgisinternal), '[]') END,
    'rules', CASE WHEN NOT c.relhasrules OR c.oid < ${FIRST_NORMAL_OBJECT} THEN '[]'::json ELSE COALESCE((
      SELECT pg_catalog.json_agg(pg_catalog.pg_get_ruledef(r.oid) ORDER BY r.rulename)
      FROM pg_catalog.pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN'), '[]') END,
    'policies', COALESCE((
      SELECT pg_catalog.json_agg(pg_catalog.json_build_object('name', p.polname,
        'using', pg_catalog.pg_get_expr(p.polqual, p.polrelid),
        'check', pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid)) ORDER BY p.polname)
      FROM pg_catalog.pg_policy p WHERE p.polrelid = c.oid), '[]'),
    'uniques', CASE WHEN NOT c.relhasindex OR c.oid < ${FIRST_NORMAL_OBJECT} THEN '[]'::json ELSE COALESCE((
      SELECT pg_catalog.json_agg(COALESCE((
        SELECT pg_catalog.json_agg(a.attname ORDER BY a.attnum) FROM pg_catalog.pg_attribute a
        WHERE a.attrelid = c.oid AND a.attnum = ANY (x.indkey)), '[]') ORDER BY x.indexrelid)
      FROM pg_catalog.pg_index x WHERE x.indrelid = c.oid AND (x.indisunique OR x.indisexclusion)), '[]') END,
    'foreignKeys', CASE WHEN c.oid < ${FIRST_NORMAL_OBJECT} THEN '[]'::json ELSE COALESCE((
      SELECT pg_catalog.json_agg(pg_catalog.json_build_object(
        'columns', (SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = k.conrelid AND a.attnum = ANY (k.conkey)),
        'references', fn.nspname || '.' || f.relname, 'onDelete', k.confdeltype, 'onUpdate', k.confupdtype,
        'referencedColumns', (SELECT pg_catalog.json_agg(a.attname) FROM pg_catalog.pg_attribute a
          WHERE a.attrelid = k.confrelid AND a.attnum = ANY (k.confkey))) ORDER BY k.conname)
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_class f ON f.oid = k.confrelid
      JOIN pg_catalog.pg_namespace fn ON fn.oid = f.relnamespace
      WHERE k.conrelid = c.oid AND k.contype = 'f'), '[]') END,
    'expressions', CASE WHEN c.oid < ${FIRST_NORMAL_OBJECT} THEN '[]'::json ELSE COALESCE((
      SELECT pg_catalog.json_agg(e.text) FROM (
        SELECT pg_catalog.pg_get_expr(k.conbin, k.conrelid) AS text FROM pg_catalog.pg_constraint k
          WHERE k.conrelid = c.oid AND k.contype = 'c'
        UNION ALL SELECT pg_catalog.pg_get_expr(x.indpred, x.indrelid) FROM pg_catalog.pg_index x
          WHERE x.indrelid = c.oid AND x.indpred IS NOT NULL
        UNION ALL SELECT 'ROW(' || pg_catalog.pg_get_expr(x.indexprs, x.indrelid) || ')' FROM pg_catalog.pg_index x
          WHERE x.indrelid = c.oid AND x.indexprs IS NOT NULL) e), '[]') END,
    'server', (SELECT s.srvname FROM pg_catalog.pg_foreign_table f JOIN pg_catalog.pg_foreign_server s
      ON s.oid = f.ftserver WHERE f.ftrelid = c.oid))
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind IN ('r', 'p', 'f', 'v', 'm', 'S') AND n.nspname NOT LIKE 'pg\\_toast%'`

export const FUNCTIONS = `
  SELECT pg_catalog.json_build_object(
    'oid', p.oid::bigint, 'schema', n.nspname, 'name', p.proname,
    'kind', CASE p.prokind WHEN 'p' THEN 'procedure' WHEN 'a' THEN 'aggregate' WHEN 'w' THEN 'window' ELSE 'function' END,
    'arguments', pg_catalog.pg_get_function_identity_arguments(p.oid),
    'returns', COALESCE(pg_catalog.pg_get_function_result(p.oid), ''),
    'language', l.lanname,
    'volatility', CASE p.provolatile WHEN 'i' THEN 'immutable' WHEN 's' THEN 'stable' ELSE 'volatile' END,
    'isSecurityDefiner', p.prosecdef,
    'extension', (SELECT e.extname FROM pg_catalog.pg_depend d JOIN pg_catalog.pg_extension e ON e.oid = d.refobjid
      WHERE d.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass AND d.objid = p.oid AND d.deptype = 'e'
      AND d.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass LIMIT 1),
    'support', CASE WHEN p.prokind = 'a' THEN (
      SELECT pg_catalog.json_agg(DISTINCT sn.nspname || '.' || sp.proname)
      FROM pg_catalog.pg_aggregate g JOIN pg_catalog.pg_proc sp ON sp.oid IN (g.aggtransfn, g.aggfinalfn,
        g.aggcombinefn, g.aggserialfn, g.aggdeserialfn, g.aggmtransfn, g.aggminvtransfn, g.aggmfinalfn)
      JOIN pg_catalog.pg_namespace sn ON sn.oid = sp.pronamespace WHERE g.aggfnoid = p.oid) END,
    'defaults', pg_catalog.pg_get_expr(p.proargdefaults, 0),
    'body', CASE WHEN l.lanname IN ('sql', 'plpgsql', 'internal') AND p.prosrc <> '' THEN p.prosrc END,
    'definition', CASE WHEN l.lanname IN ('sql', 'plpgsql') AND p.prokind IN ('f', 'p') THEN pg_catalog.pg_get_functiondef(p.oid) END)
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE n.nspname NOT IN ('pg_catalog', 'information_schema') OR p.oid >= ${FIRST_NORMAL_OBJECT}`

/**
 * The system's own, by which ours are told from what a server of another make has under the same name, and from what an
 * administrator has put in their place.
 */
export const BUILT_INS = `
  SELECT pg_catalog.json_build_array(p.oid::bigint, p.proname, l.lanname, CASE l.lanname
    WHEN 'internal' THEN p.prosrc WHEN 'c' THEN p.probin
    WHEN 'sql' THEN COALESCE(NULLIF(p.prosrc, ''), pg_catalog.pg_get_functiondef(p.oid)) ELSE '' END)
  FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_language l ON l.oid = p.prolang
  WHERE p.pronamespace = 'pg_catalog'::pg_catalog.regnamespace AND p.oid < ${FIRST_NORMAL_OBJECT}`

/** User-defined casts that call a function: of every one that is not explicit, any value may be its subject. */
export const CASTS = `
  SELECT pg_catalog.json_build_object('source', s.typname, 'target', t.typname, 'isExplicit', c.castcontext = 'e',
    'isFromOwn', s.oid >= ${FIRST_NORMAL_OBJECT},
    'function', n.nspname || '.' || p.proname)
  FROM pg_catalog.pg_cast c JOIN pg_catalog.pg_type s ON s.oid = c.castsource
  JOIN pg_catalog.pg_type t ON t.oid = c.casttarget
  JOIN pg_catalog.pg_proc p ON p.oid = c.castfunc JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
  WHERE c.oid >= ${FIRST_NORMAL_OBJECT}`

export const DOMAINS = `
  SELECT pg_catalog.json_build_object('schema', n.nspname, 'name', t.typname,
    'base', pg_catalog.format_type(t.typbasetype, t.typtypmod), 'checks', COALESCE((
    SELECT pg_catalog.json_agg(pg_catalog.regexp_replace(pg_catalog.pg_get_constraintdef(k.oid),
      '^CHECK \\((.*)\\)( NOT VALID)?$', '\\1'))
    FROM pg_catalog.pg_constraint k WHERE k.contypid = t.oid AND k.contype = 'c'), '[]'))
  FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
  WHERE t.typtype = 'd' AND t.oid >= ${FIRST_NORMAL_OBJECT}`

/** Composite types and the types of their fields; the rows of tables are not among them. */
export const COMPOSITES = `
  SELECT pg_catalog.json_build_object('schema', n.nspname, 'name', c.relname, 'types', COALESCE((
    SELECT pg_catalog.json_agg(pg_catalog.format_type(a.atttypid, a.atttypmod) ORDER BY a.attnum)
    FROM pg_catalog.pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped), '[]'))
  FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
  WHERE c.relkind = 'c' AND c.oid >= ${FIRST_NORMAL_OBJECT}`

/** What compares, hashes and orders by functions that users made, and the tables with an index of that kind. */
export const OPERATOR_CLASSES = `
  SELECT pg_catalog.json_build_object('schema', n.nspname, 'name', o.opcname, 'type', t.typname,
    'isDefault', o.opcdefault,
    'functions', (SELECT pg_catalog.json_agg(DISTINCT fn.nspname || '.' || f.proname) FROM (
        SELECT a.amproc AS oid FROM pg_catalog.pg_amproc a WHERE a.amprocfamily = o.opcfamily
        UNION SELECT r.oprcode FROM pg_catalog.pg_amop a JOIN pg_catalog.pg_operator r ON r.oid = a.amopopr
          WHERE a.amopfamily = o.opcfamily) used
      JOIN pg_catalog.pg_proc f ON f.oid = used.oid JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
      WHERE f.oid >= ${FIRST_NORMAL_OBJECT}),
    'tables', COALESCE((SELECT pg_catalog.json_agg(DISTINCT cn.nspname || '.' || c.relname)
      FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class c ON c.oid = x.indrelid
      JOIN pg_catalog.pg_namespace cn ON cn.oid = c.relnamespace
      WHERE x.indrelid >= ${FIRST_NORMAL_OBJECT} AND o.oid = ANY (x.indclass)), '[]'))
  FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
  JOIN pg_catalog.pg_type t ON t.oid = o.opcintype
  WHERE o.oid >= ${FIRST_NORMAL_OBJECT} AND NOT EXISTS (SELECT FROM pg_catalog.pg_depend d
    WHERE d.classid = 'pg_catalog.pg_opclass'::pg_catalog.regclass AND d.objid = o.oid AND d.deptype = 'e')`

/**
 * What goes when something is dropped: each time an object, what depends on it, whether that loses only a part of
 * itself (a column, a constraint, a trigger), whether it goes without CASCADE, too, and whether it is an extension's.
 */
export const DEPENDENTS = `
  WITH relation AS (
    SELECT c.oid, n.nspname || '.' || c.relname AS name, c.relkind
      FROM pg_catalog.pg_class c JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace),
  object (class, oid, name, part) AS (
    SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, oid, name, false FROM relation WHERE relkind NOT IN ('i', 'I', 't')
    UNION ALL SELECT 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, n.nspname || '.' || p.proname, false
      FROM pg_catalog.pg_proc p JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace
    UNION ALL SELECT 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid,
        COALESCE(r.name, n.nspname || '.' || COALESCE(e.typname, t.typname)), false
      FROM pg_catalog.pg_type t JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
      LEFT JOIN pg_catalog.pg_type e ON e.typarray = t.oid
      LEFT JOIN relation r ON r.oid = COALESCE(NULLIF(e.typrelid, 0), NULLIF(t.typrelid, 0))
    UNION ALL SELECT 'pg_catalog.pg_operator'::pg_catalog.regclass, o.oid, n.nspname || '.' || o.oprname, false
      FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
    UNION ALL SELECT 'pg_catalog.pg_opclass'::pg_catalog.regclass, o.oid, n.nspname || '.' || o.opcname, false
      FROM pg_catalog.pg_opclass o JOIN pg_catalog.pg_namespace n ON n.oid = o.opcnamespace
    UNION ALL SELECT 'pg_catalog.pg_statistic_ext'::pg_catalog.regclass, x.oid, n.nspname || '.' || x.stxname, false
      FROM pg_catalog.pg_statistic_ext x JOIN pg_catalog.pg_namespace n ON n.oid = x.stxnamespace
    UNION ALL SELECT 'pg_catalog.pg_foreign_data_wrapper'::pg_catalog.regclass, oid, 'foreign-data-wrapper.' || fdwname, false
      FROM pg_catalog.pg_foreign_data_wrapper
    UNION ALL SELECT 'pg_catalog.pg_foreign_server'::pg_catalog.regclass, oid, 'foreign-server.' || srvname, false
      FROM pg_catalog.pg_foreign_server
    UNION ALL SELECT 'pg_catalog.pg_extension'::pg_catalog.regclass, oid, 'extension.' || extname, false
      FROM pg_catalog.pg_extension
    UNION ALL SELECT 'pg_catalog.pg_cast'::pg_catalog.regclass, k.oid, n.nspname || '.' || t.typname, true
      FROM pg_catalog.pg_cast k JOIN pg_catalog.pg_type t ON t.oid = k.casttarget
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, n.nspname || '.' || t.typname, true
      FROM pg_catalog.pg_constraint k JOIN pg_catalog.pg_type t ON t.oid = k.contypid
      JOIN pg_catalog.pg_namespace n ON n.oid = t.typnamespace
    UNION ALL SELECT own.class, own.oid, r.name, own.part
      FROM (SELECT 'pg_catalog.pg_rewrite'::pg_catalog.regclass, w.oid, w.ev_class, w.rulename <> '_RETURN' FROM pg_catalog.pg_rewrite w
        UNION ALL SELECT 'pg_catalog.pg_constraint'::pg_catalog.regclass, k.oid, k.conrelid, true FROM pg_catalog.pg_constraint k
        UNION ALL SELECT 'pg_catalog.pg_attrdef'::pg_catalog.regclass, d.oid, d.adrelid, true FROM pg_catalog.pg_attrdef d
        UNION ALL SELECT 'pg_catalog.pg_trigger'::pg_catalog.regclass, g.oid, g.tgrelid, true FROM pg_catalog.pg_trigger g
        UNION ALL SELECT 'pg_catalog.pg_policy'::pg_catalog.regclass, p.oid, p.polrelid, true FROM pg_catalog.pg_policy p
        UNION ALL SELECT 'pg_catalog.pg_class'::pg_catalog.regclass, x.indexrelid, x.indrelid, true FROM pg_catalog.pg_index x
        ) own (class, oid, relation, part)
      JOIN relation r ON r.oid = own.relation)
  SELECT DISTINCT pg_catalog.json_build_object('object', used.name, 'dependent', own.name,
    'isPart', own.part OR d.objsubid <> 0, 'isAutomatic', d.deptype <> 'n', 'isMember', d.deptype = 'e')::text
  FROM pg_catalog.pg_depend d
  JOIN object used ON used.class = d.refclassid AND used.oid = d.refobjid
  JOIN object own ON own.class = d.classid AND own.oid = d.objid
  WHERE d.refobjid >= ${FIRST_NORMAL_OBJECT} AND d.objid >= ${FIRST_NORMAL_OBJECT} AND used.name <> own.name`

/** The table of each index. */
export const INDEXES = `
  SELECT pg_catalog.json_build_array(n.nspname || '.' || i.relname, tn.nspname || '.' || t.relname)
  FROM pg_catalog.pg_index x JOIN pg_catalog.pg_class i ON i.oid = x.indexrelid
  JOIN pg_catalog.pg_namespace n ON n.oid = i.relnamespace
  JOIN pg_catalog.pg_class t ON t.oid = x.indrelid JOIN pg_catalog.pg_namespace tn ON tn.oid = t.relnamespace
  WHERE x.indexrelid >= ${FIRST_NORMAL_OBJECT} AND n.nspname NOT LIKE 'pg\\_toast%'`

export const EVENT_TRIGGERS = `
  SELECT pg_catalog.to_json(n.nspname || '.' || p.proname)
  FROM pg_catalog.pg_event_trigger e JOIN pg_catalog.pg_proc p ON p.oid = e.evtfoid
  JOIN pg_catalog.pg_namespace n ON n.oid = p.pronamespace WHERE e.evtenabled <> 'D' AND e.evtevent <> 'login'`

export const OPERATORS = `
  SELECT DISTINCT pg_catalog.json_build_object('schema', n.nspname, 'name', o.oprname,
    'function', fn.nspname || '.' || f.proname)::text
  FROM pg_catalog.pg_operator o JOIN pg_catalog.pg_namespace n ON n.oid = o.oprnamespace
  JOIN pg_catalog.pg_proc f ON f.oid = o.oprcode JOIN pg_catalog.pg_namespace fn ON fn.oid = f.pronamespace
  WHERE o.oid >= ${FIRST_NORMAL_OBJECT}`
