/**
 * A new key for one write. Not `crypto.randomUUID`: that exists on secure origins only, and a desk inside an
 * office often runs on plain HTTP.
 */
export function newIdempotencyKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}
