import { branded } from '../brands.ts'
import type { OnDrift } from '../reading/drift.ts'
import { RecordReader } from '../reading/record-reader.ts'
import {
  ADDITIONAL_INFO_TYPES,
  type AdditionalInfo,
  COMPLAINT_STATES,
  type Complaint,
  type ComplaintMedia,
  type ComplaintOrder,
  MEDIA_TYPES,
  PROBLEM_TYPES,
  SERVICE_ORDER_STATES,
  type ServiceOrder,
  type SharePowerInfo,
  USER_TAGS,
} from './complaint.ts'

/**
 * Reads a complaint object, tolerantly.
 * @throws {ProtocolError} `ANSWER_INVALID` when its id, time or merchant is missing
 */
export const readComplaint = (json: unknown, onDrift?: OnDrift): Complaint =>
  readComplaintFrom(new RecordReader(json, '', { shape: 'complaint', onDrift }))

export function readComplaintFrom(reader: RecordReader): Complaint {
  const complaint: Complaint = {
    id: branded('ComplaintId', reader.id('complaint_id')),
    complainedAt: reader.instant('complaint_time'),
    detail: reader.text('complaint_detail'),
    state: reader.enum('complaint_state', COMPLAINT_STATES),
    complaintedMerchantId: branded('MerchantId', reader.id('complainted_mchid')),
    payerPhoneCiphertext: reader.optionalText('payer_phone'),
    payerOpenId: reader.optionalText('payer_openid'),
    orders: reader.records('complaint_order_info', readOrder),
    fullyRefunded: reader.boolean('complaint_full_refunded'),
    awaitingReply: reader.boolean('incoming_user_response'),
    complaintTimes: reader.integer('user_complaint_times'),
    media: readMediaList(reader, 'complaint_media_list'),
    problemDescription: reader.text('problem_description'),
    problemType: reader.optionalEnum('problem_type', PROBLEM_TYPES),
    applyRefundAmount: reader.optionalInteger('apply_refund_amount'),
    userTags: reader.enums('user_tag_list', USER_TAGS),
    serviceOrders: reader.records('service_order_info', readServiceOrder),
    additionalInfo: reader.record('additional_info', readAdditionalInfo),
    inPlatformService: reader.optionalBoolean('in_platform_service') ?? false,
    needImmediateService: reader.optionalBoolean('need_immediate_service') ?? false,
    agentMode: reader.optionalBoolean('is_agent_mode') ?? false,
    raw: reader.source,
  }
  reader.finish()
  return complaint
}

/** Object, array, null and missing all occur for the same field. */
export const readMediaList = (reader: RecordReader, name: string): readonly ComplaintMedia[] =>
  reader.oneOrMore(name, (media) => {
    const read = { type: media.enum('media_type', MEDIA_TYPES), urls: media.oneOrMoreTexts('media_url') }
    media.finish()
    return read
  })

function readOrder(reader: RecordReader): ComplaintOrder {
  const order = {
    transactionId: reader.text('transaction_id'),
    outTradeNo: reader.text('out_trade_no'),
    amount: reader.integer('amount'),
  }
  reader.finish()
  return order
}

function readServiceOrder(reader: RecordReader): ServiceOrder {
  const order = {
    orderId: reader.optionalText('order_id'),
    outOrderNo: reader.optionalText('out_order_no'),
    state: reader.optionalEnum('state', SERVICE_ORDER_STATES),
  }
  reader.finish()
  return order
}

function readAdditionalInfo(reader: RecordReader): AdditionalInfo {
  const info = {
    type: reader.optionalEnum('type', ADDITIONAL_INFO_TYPES),
    sharePower: reader.record('share_power_info', readSharePower),
  }
  reader.finish()
  return info
}

function readSharePower(reader: RecordReader): SharePowerInfo {
  const info = {
    returnedAt: reader.optionalInstant('return_time'),
    returnAddress: reader.record('return_address_info', (place) => {
      const address = {
        address: place.optionalText('return_address'),
        longitude: place.optionalText('longitude'),
        latitude: place.optionalText('latitude'),
      }
      place.finish()
      return address
    }),
    returnedToSameMachine: reader.optionalBoolean('is_returned_to_same_machine'),
  }
  reader.finish()
  return info
}
