/** `13800001234` -> `138****1234`. Short numbers show their last two digits at most. */
export function maskPhone(phone: string): string {
  if (phone.length >= 11) return `${phone.slice(0, 3)}****${phone.slice(-4)}`
  return `****${phone.slice(-2)}`
}
