/** Prints fen as yuan: 1234567 -> `¥12,345.67`. Integer arithmetic only: no float ever holds money. */
export function yuan(fen: number): string {
  const sign = fen < 0 ? '-' : ''
  const whole = Math.abs(Math.trunc(fen))
  const digits = String(Math.floor(whole / 100)).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${sign}¥${digits}.${String(whole % 100).padStart(2, '0')}`
}

/** Fen as a person would type them: 129900 -> `1299.00`. */
export const plainYuan = (fen: number): string => yuan(fen).replace('¥', '').replaceAll(',', '')

/** Reads yuan typed by a person (`88`, `88.5`, `1,288.00`, full-width digits too) as fen, or undefined when it is no such sum. */
export function fenFromYuan(text: string): number | undefined {
  const plain = text.normalize('NFKC').trim().replace(/^¥/, '').replaceAll(',', '')
  const match = /^(\d{1,10})(?:\.(\d{1,2}))?$/.exec(plain)
  if (match === null) return undefined
  return Number(match[1]) * 100 + Number((match[2] ?? '').padEnd(2, '0'))
}
