import { StatementFilter } from '@sallyport/api'
import { z } from 'zod'
import { Cursor, Day, DayEnd, Search } from '~/app/search-params'

const { kind, origin, verb, access, dataClass, effect, approval, status, error } = StatementFilter.shape
const Amount = z.coerce.number().int().positive().max(1e12).optional().catch(undefined)

/** A search over statements as it stands in a URL, of the page and of its export alike. */
export const StatementParams = z.object({
  search: Search,
  identity: Cursor,
  kind: kind.catch(undefined),
  origin: origin.catch(undefined),
  connection: Search,
  verb: verb.catch(undefined),
  table: Search,
  column: Search,
  access: access.catch(undefined),
  function: Search,
  dataClass: dataClass.catch(undefined),
  effect: effect.catch(undefined),
  rule: Search,
  approval: approval.catch(undefined),
  approver: Search,
  status: status.catch(undefined),
  error: error.catch(undefined),
  minRows: Amount,
  minBytes: Amount,
  from: Day,
  to: DayEnd,
})

export const STATEMENT_FILTERS = Object.keys(StatementParams.shape)
