import { createContext } from 'react'

/** The connection of the session that is shown; null: not known. */
export const ConnectionContext = createContext<string | null>(null)
