/** Where the platform delivers what happens to rights tickets (payfeedback_url). */
export const rightsCallbackPath = (slug: string): string => `/callbacks/rights/${slug}`

/** Where the platform pushes messages and events of payers. */
export const pushCallbackPath = (slug: string): string => `/callbacks/official-account/${slug}`
