const SOON_MS = 30 * 24 * 3_600_000

/** How a key stands: expired, expiring within 30 days, or fine. Milliseconds since 1970. */
export const expiryStage = (expiresAt: number, now: number): 'expired' | 'expiresSoon' | 'expires' =>
  expiresAt <= now ? 'expired' : expiresAt - now <= SOON_MS ? 'expiresSoon' : 'expires'
