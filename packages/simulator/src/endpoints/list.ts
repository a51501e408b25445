import { type Endpoint, json } from '../http/endpoint.ts'
import { queryDay, queryInteger, readQuery } from '../http/query.ts'
import { refuse } from '../http/refusals.ts'
import { mayActFor } from '../state/merchant.ts'
import { complaintJson } from './complaint-json.ts'

const DAY = 86_400_000
const MAX_SPAN_DAYS = 30

/** 3.1 Complaints by the Beijing days on which they were filed, newest first. */
export const list: Endpoint = {
  call: 'list',
  method: 'GET',
  path: '/v3/merchant-service/complaints-v2',
  handle(context) {
    const { state } = context.services
    const query = readQuery(context.request.query)
    const limit = queryInteger(query, 'limit', { min: 1, max: 50, fallback: 10 })
    const offset = queryInteger(query, 'offset', { min: 0, max: 999_999_999, fallback: 0 })
    const from = queryDay(query, 'begin_date')
    const lastDay = queryDay(query, 'end_date')
    if (lastDay < from) {
      throw refuse.query('end_date', query.get('end_date'), '结束日期早于开始日期', 'is before begin_date')
    }
    if (lastDay - from > MAX_SPAN_DAYS * DAY) {
      throw refuse.query('end_date', query.get('end_date'), '时间跨度超过30天', 'the span is longer than 30 days')
    }
    const filter = query.get('complainted_mchid')
    if (filter !== undefined) {
      const merchant = state.merchants.get(filter)
      if (merchant === undefined || !mayActFor(context.caller.mchid, merchant)) throw refuse.notYourMerchant()
    }
    const shiftedOffset = context.shifted ? Math.max(0, offset - 1) : offset
    const index = filter === undefined ? state.visibleComplaints(context.caller.mchid) : state.ownComplaints(filter)
    const page = index.page(from, lastDay + DAY, shiftedOffset, limit)
    const complaints = page.ids.flatMap((id) => state.complaints.get(id) ?? [])
    return json({
      data: complaints.map((complaint) => complaintJson(complaint, context, false)),
      limit,
      offset,
      ...(offset === 0 ? { total_count: page.total } : {}),
    })
  },
}
