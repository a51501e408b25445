import { type Endpoint, json } from '../http/endpoint.ts'
import { queryInteger, readQuery } from '../http/query.ts'
import { complaintJson, historyJson } from './complaint-json.ts'
import { visibleComplaint } from './permission.ts'

const BASE = '/v3/merchant-service/complaints-v2/{complaint_id}'

/** 3.2 One complaint. */
export const detail: Endpoint = {
  call: 'detail',
  method: 'GET',
  path: BASE,
  handle: (context) => json(complaintJson(visibleComplaint(context), context, true)),
}

/** 3.3 What has happened to it, newest first. */
export const history: Endpoint = {
  call: 'history',
  method: 'GET',
  path: `${BASE}/negotiation-historys`,
  handle(context) {
    const query = readQuery(context.request.query)
    const limit = queryInteger(query, 'limit', { min: 1, max: 300, fallback: 100 })
    const offset = queryInteger(query, 'offset', { min: 0, max: 999_999_999, fallback: 0 })
    const start = context.shifted ? Math.max(0, offset - 1) : offset
    const entries = visibleComplaint(context).history.toReversed()
    return json({
      data: entries.slice(start, start + limit).map((entry) => historyJson(entry, context)),
      limit,
      offset,
      ...(offset === 0 ? { total_count: entries.length } : {}),
    })
  },
}
