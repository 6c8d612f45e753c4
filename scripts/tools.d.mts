/** The browser's path; null: there is none, and none can be installed. */
export function findBrowser(): Promise<string | null>
