import { list, object, optional, text } from '../fields/fields.ts'
import { readBody } from '../http/body.ts'
import { type CallContext, type Endpoint, noContent } from '../http/endpoint.ts'
import { refusalOfTransition, refuse } from '../http/refusals.ts'
import type { ReplyLink } from '../platform/complaint.ts'
import { TransitionRefused } from '../platform/platform.ts'
import type { ComplaintEvent } from '../platform/transitions.ts'
import { writableComplaint } from './permission.ts'

const BASE = '/v3/merchant-service/complaints-v2/{complaint_id}'
export const complaintedMchid = text({ label: '被诉商户号', max: 64 })
/** Up to four ids of uploaded pictures. */
export const uploadedPictures = (label: string) => list(text({ max: 512 }), { max: 4, label })

const replyBody = object({
  complainted_mchid: complaintedMchid,
  response_content: text({ label: '回复内容', max: 500 }),
  response_images: optional(uploadedPictures('回复图片')),
  jump_url: optional(text({ label: '跳转链接', max: 512, pattern: /^https:\/\//, expected: 'expected an https link' })),
  jump_url_text: optional(text({ label: '跳转链接文案', max: 10 })),
  mini_program_jump_info: optional(
    object({
      appid: text({ label: '小程序appid' }),
      path: text({ label: '小程序路径' }),
      text: text({ label: '文案' }),
    }),
  ),
})

/** 3.5 A reply, shown to the payer at once. */
export const reply: Endpoint = {
  call: 'reply',
  method: 'POST',
  path: `${BASE}/response`,
  handle(context) {
    const body = readBody(context.request, replyBody, context.services.strictness())
    if (body.jump_url !== undefined && body.jump_url_text === undefined) {
      throw refuse.body('/jump_url_text', '使用跳转链接时，此字段为必填项', 'is required with jump_url')
    }
    if (body.jump_url_text !== undefined && body.jump_url === undefined) {
      throw refuse.body('/jump_url', '使用跳转链接文案时，此字段为必填项', 'is required with jump_url_text')
    }
    const pictures = body.response_images ?? []
    checkUploads(context, pictures, '/response_images')
    const complaint = writableComplaint(context, body.complainted_mchid)
    const link = linkOf(body)
    if (link !== undefined && !context.services.switches.externalLinks) throw refuse.noLinks()
    act(context, complaint.id, {
      kind: 'merchant-replied',
      text: body.response_content,
      pictures,
      ...(link === undefined ? {} : { link }),
    })
    return noContent()
  },
}

const completeBody = object({ complainted_mchid: complaintedMchid })

/** 3.6 The merchant reports that it is done. */
export const complete: Endpoint = {
  call: 'complete',
  method: 'POST',
  path: `${BASE}/complete`,
  handle(context) {
    const body = readBody(context.request, completeBody, context.services.strictness())
    const complaint = writableComplaint(context, body.complainted_mchid)
    act(context, complaint.id, { kind: 'merchant-completed' })
    return noContent()
  },
}

/** Lets it happen, and puts a state machine's refusal in the platform's words. */
export function act(context: CallContext, complaintId: string, event: ComplaintEvent): { logId: string } {
  try {
    return context.services.platform.act(complaintId, event, context.now)
  } catch (error) {
    throw error instanceof TransitionRefused ? refusalOfTransition(error.refusal) : error
  }
}

/** Every picture must have come from the complaint upload of this caller. */
export function checkUploads(context: CallContext, ids: readonly string[], pointer: string): void {
  for (const [index, id] of ids.entries()) {
    const picture = context.services.state.pictures.get(id)
    if (picture?.kind !== 'upload' || picture.mchid !== context.caller.mchid) {
      throw refuse.body(`${pointer}/${index}`, '图片不存在，请先上传', 'is no picture that this merchant uploaded', id)
    }
  }
}

function linkOf(body: {
  jump_url?: string
  jump_url_text?: string
  mini_program_jump_info?: { appid: string; path: string; text: string }
}): ReplyLink | undefined {
  const program = body.mini_program_jump_info
  if (program !== undefined) {
    return { text: program.text, miniProgram: { appid: program.appid, path: program.path } }
  }
  if (body.jump_url === undefined || body.jump_url_text === undefined) return undefined
  return { text: body.jump_url_text, url: body.jump_url }
}
