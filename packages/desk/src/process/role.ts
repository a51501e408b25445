export const ROLES = ['all', 'web', 'worker'] as const
/** `web` receives and answers, `worker` reads the platform and sends; `all` does both. */
export type Role = (typeof ROLES)[number]
