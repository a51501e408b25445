/** Tables of complaints, actions and accounts, by name. */
export type ApplicationTables = Record<never, never>
