import { beijingTime } from '../clock/beijing.ts'
import type { CallContext } from '../http/endpoint.ts'
import type { Complaint, HistoryEntry } from '../platform/complaint.ts'
import { shownPictureUrl } from './shown-picture.ts'

/** Where a payer's picture is read by signed request; its id is percent-encoded once. */
export const mediaUrl = (publicUrl: string, pictureId: string): string =>
  `${publicUrl}/v3/merchant-service/images/${encodeURIComponent(pictureId)}`

/** The complaint object of list and detail. The phone number is encrypted for whoever asks, at the time of asking. */
export function complaintJson(complaint: Complaint, context: CallContext, withOpenId: boolean): object {
  const { platformKeys, publicUrl } = context.services
  const phone = complaint.payerPhone
  return {
    complaint_id: complaint.id,
    complaint_time: beijingTime(complaint.filedAt),
    complaint_detail: complaint.detail,
    complaint_state: complaint.state,
    complainted_mchid: complaint.mchid,
    ...(phone === null ? {} : { payer_phone: platformKeys.identityOf(context.caller).encrypt(phone) }),
    ...(withOpenId && complaint.serviceOrders.length === 0 ? { payer_openid: complaint.payerOpenId } : {}),
    complaint_order_info: [
      {
        transaction_id: complaint.order.transactionId,
        out_trade_no: complaint.order.outTradeNo,
        amount: complaint.order.amount,
      },
    ],
    complaint_full_refunded: complaint.fullyRefunded,
    incoming_user_response: complaint.awaitingReply,
    user_complaint_times: complaint.complaintTimes,
    ...(complaint.pictures.length === 0
      ? {}
      : {
          complaint_media_list: [
            {
              media_type: 'USER_COMPLAINT_IMAGE',
              media_url: complaint.pictures.map((id) => mediaUrl(publicUrl(), id)),
            },
          ],
        }),
    problem_description: complaint.problemDescription,
    problem_type: complaint.problemType,
    ...(complaint.applyRefundAmount === null ? {} : { apply_refund_amount: complaint.applyRefundAmount }),
    user_tag_list: complaint.userTags,
    ...(complaint.serviceOrders.length === 0
      ? {}
      : {
          service_order_info: complaint.serviceOrders.map((order) => ({
            order_id: order.orderId,
            out_order_no: order.outOrderNo,
            state: order.state,
          })),
        }),
    ...additionalInfo(complaint),
    in_platform_service: complaint.inPlatformService,
    need_immediate_service: complaint.needImmediateService,
    is_agent_mode: complaint.agentMode,
  }
}

function additionalInfo(complaint: Complaint): object {
  const details = complaint.powerBank
  if (details === null) return {}
  return {
    additional_info: {
      type: 'SHARE_POWER_TYPE',
      share_power_info: {
        return_time: details.returnTime,
        return_address_info: {
          return_address: details.returnAddress,
          longitude: details.longitude,
          latitude: details.latitude,
        },
        is_returned_to_same_machine: details.returnedToSameMachine,
      },
    },
  }
}

/** One log entry of the negotiation history. */
export function historyJson(entry: HistoryEntry, context: CallContext): object {
  const { publicUrl, state } = context.services
  return {
    log_id: entry.logId,
    operator: entry.operator,
    operate_time: beijingTime(entry.at),
    operate_type: entry.type,
    ...(entry.details === null ? {} : { operate_details: entry.details }),
    image_list: entry.shownPictures.map((id) => shownPictureUrl(publicUrl(), state.seed, id, context.now)),
    ...(entry.payerPictures.length === 0
      ? {}
      : {
          complaint_media_list: {
            media_type: entry.type === 'USER_RESPONSE' ? 'OPERATION_IMAGE' : 'USER_COMPLAINT_IMAGE',
            media_url: entry.payerPictures.map((id) => mediaUrl(publicUrl(), id)),
          },
        }),
    ...(entry.platformServiceReason === undefined
      ? {}
      : { user_appy_platform_service_reason: entry.platformServiceReason }),
    ...(entry.platformServiceDescription === undefined
      ? {}
      : { user_appy_platform_service_reason_description: entry.platformServiceDescription }),
    ...(entry.message === undefined ? {} : { normal_message: entry.message }),
    ...(entry.click === undefined
      ? {}
      : {
          click_message: {
            message_content: entry.click.content,
            action_id: entry.click.actionId,
            clicked_log_id: entry.click.clickedLogId,
          },
        }),
  }
}
