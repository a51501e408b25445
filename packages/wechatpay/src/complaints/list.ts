import { checkDate, checkInteger, checkMerchantId, checkOptional, refuseArgument } from '../checks/arguments.ts'
import type { ListQuery } from '../client/types.ts'
import type { OnDrift } from '../reading/drift.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { queryString, type UnsignedRequest } from '../transport/request.ts'
import type { ComplaintPage } from './complaint.ts'
import { readComplaintFrom } from './read-complaint.ts'

export const COMPLAINTS_PATH = '/v3/merchant-service/complaints-v2'
/** Days between the first and the last day of one list call. */
export const MAX_WINDOW_DAYS = 30
export const MAX_LIST_LIMIT = 50

/**
 * Builds the list request, unsigned.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sdk/sources.md#list
 */
export function buildList(query: ListQuery): UnsignedRequest {
  const days = checkDate(query.endDate, 'endDate') - checkDate(query.beginDate, 'beginDate')
  if (days < 0) refuseArgument('endDate', 'lies before beginDate')
  if (days > MAX_WINDOW_DAYS)
    refuseArgument('endDate', `lies ${days} days after beginDate, at most ${MAX_WINDOW_DAYS} are allowed`)
  const parameters = {
    limit: checkOptional(query.limit, (limit) => checkInteger(limit, 'limit', 1, MAX_LIST_LIMIT)),
    offset: checkOptional(query.offset, (offset) => checkInteger(offset, 'offset', 0)),
    begin_date: query.beginDate,
    end_date: query.endDate,
    complainted_mchid: checkOptional(query.complaintedMerchantId, (id) => checkMerchantId(id, 'complaintedMerchantId')),
  }
  return { call: 'list', method: 'GET', path: COMPLAINTS_PATH + queryString(parameters), effect: 'read' }
}

export function readListAnswer(json: unknown, onDrift?: OnDrift): ComplaintPage {
  const reader = new RecordReader(json, '', { shape: 'list', onDrift })
  const page = {
    items: reader.records('data', (item) => readComplaintFrom(item)),
    limit: reader.integer('limit'),
    offset: reader.integer('offset'),
    totalCount: reader.optionalInteger('total_count'),
  }
  reader.finish()
  return page
}
