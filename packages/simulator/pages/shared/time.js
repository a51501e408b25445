/** `2026-01-20 12:00:00` in Beijing, whatever the browser's own zone. */
export const beijing = (instant) => {
  const shifted = new Date(Date.parse(instant) + 8 * 3_600_000)
  return shifted.toISOString().slice(0, 19).replace('T', ' ')
}
