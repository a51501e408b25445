import type { ComplaintReading } from '../platform/channel.ts'

/** What the search looks through, in lower case: words, ids, order numbers and the end of the phone number. */
export function searchText(reading: ComplaintReading, phone: string | null): string {
  return [
    reading.detail,
    reading.problemDescription,
    reading.platformId,
    reading.mchid,
    reading.payerOpenId,
    reading.order?.transactionId,
    reading.order?.outTradeNo,
    phone?.slice(-4),
  ]
    .filter((text) => text !== undefined && text !== null && text !== '')
    .join('\n')
    .toLowerCase()
}
