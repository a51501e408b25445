import { branded } from '../brands.ts'
import { checkInteger, checkOptional } from '../checks/arguments.ts'
import type { HistoryQuery } from '../client/types.ts'
import type { OnDrift } from '../reading/drift.ts'
import { RecordReader } from '../reading/record-reader.ts'
import { queryString, type UnsignedRequest } from '../transport/request.ts'
import { complaintPath } from './detail.ts'
import { HISTORY_ACTIONS, type HistoryClick, type HistoryEntry, type HistoryPage } from './history-entry.ts'
import { readMediaList } from './read-complaint.ts'
import { readMessage } from './read-message.ts'

export const MAX_HISTORY_LIMIT = 300
/** Always sent: the documents disagree about the default. */
export const DEFAULT_HISTORY_LIMIT = 100

/**
 * Builds the request for the negotiation history, unsigned. The path ends in "historys" on the wire.
 * @see docs/sdk/sources.md#history
 */
export function buildHistory(complaintId: string, query: HistoryQuery = {}): UnsignedRequest {
  const parameters = {
    limit: checkInteger(query.limit ?? DEFAULT_HISTORY_LIMIT, 'limit', 1, MAX_HISTORY_LIMIT),
    offset: checkOptional(query.offset, (offset) => checkInteger(offset, 'offset', 0)),
  }
  const path = `${complaintPath(complaintId)}/negotiation-historys${queryString(parameters)}`
  return { call: 'history', method: 'GET', path, effect: 'read' }
}

export function readHistoryAnswer(json: unknown, onDrift?: OnDrift): HistoryPage {
  const reader = new RecordReader(json, '', { shape: 'history', onDrift })
  const page = {
    items: reader.records('data', readEntry),
    limit: reader.integer('limit'),
    offset: reader.integer('offset'),
    totalCount: reader.optionalInteger('total_count'),
  }
  reader.finish()
  return page
}

function readEntry(reader: RecordReader): HistoryEntry {
  const entry = {
    logId: branded('LogId', reader.id('log_id')),
    operator: reader.text('operator'),
    operatedAt: reader.instant('operate_time'),
    wireAction: reader.text('operate_type'),
    action: reader.enum('operate_type', HISTORY_ACTIONS),
    details: reader.optionalText('operate_details'),
    imageUrls: reader.texts('image_list'),
    media: readMediaList(reader, 'complaint_media_list'),
    platformServiceReason: reader.optionalText('user_appy_platform_service_reason'),
    platformServiceDescription: reader.optionalText('user_appy_platform_service_reason_description'),
    message: reader.record('normal_message', readMessage),
    click: reader.record('click_message', readClick),
    raw: reader.source,
  }
  reader.finish()
  return entry
}

/** One document types `message_content` as an object; its text is then kept as JSON. */
function readClick(reader: RecordReader): HistoryClick {
  const clickedLogId = reader.optionalText('clicked_log_id')
  const click = {
    content: reader.optionalText('message_content'),
    actionId: reader.optionalText('action_id'),
    clickedLogId: clickedLogId === undefined ? undefined : branded('LogId', clickedLogId),
  }
  reader.finish()
  return click
}
