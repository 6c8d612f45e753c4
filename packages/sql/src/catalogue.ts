/** What the target's own catalogue says, as far as policy and masking need it. */
export interface Catalogue {
  readonly database: string
  /** User and system relations alike. */
  readonly relations: readonly Relation[]
  /** User-defined ones only: neither pg_catalog's nor information_schema's. */
  readonly functions: readonly CatalogueFunction[]
}

export interface Relation {
  readonly oid: number
  readonly schema: string
  readonly name: string
  readonly kind: 'table' | 'view' | 'other'
  /** By attribute number: index = attnum - 1, '' for a dropped column. */
  readonly columns: readonly string[]
  /** pg_get_viewdef of a view or materialised view, read with an empty search_path so that its names are qualified. */
  readonly definition: string | null
}

export interface CatalogueFunction {
  readonly schema: string
  readonly name: string
}
