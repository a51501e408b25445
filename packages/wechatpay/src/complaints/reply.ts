import { checkHttpsUrl, checkImages, checkMerchantId, checkText, refuseArgument } from '../checks/arguments.ts'
import type { Reply } from '../client/types.ts'
import { jsonBody, type UnsignedRequest } from '../transport/request.ts'
import { complaintPath } from './detail.ts'

/** Characters. Pages before 2025-09 say 200. */
export const MAX_REPLY_CHARACTERS = 500

/**
 * Builds a reply, unsigned. Same input, same bytes.
 * @throws {ProtocolError} `ARGUMENT_INVALID`
 * @see docs/sdk/sources.md#reply
 */
export function buildReply(complaintId: string, reply: Reply): UnsignedRequest {
  if ((reply.jumpUrl === undefined) !== (reply.jumpUrlText === undefined)) {
    refuseArgument(reply.jumpUrl === undefined ? 'jumpUrl' : 'jumpUrlText', 'a link needs both jumpUrl and jumpUrlText')
  }
  const body = {
    complainted_mchid: checkMerchantId(reply.complaintedMerchantId, 'complaintedMerchantId'),
    response_content: checkText(reply.content, 'content', { max: MAX_REPLY_CHARACTERS }),
    response_images: checkImages(reply.images, 'images'),
    jump_url: reply.jumpUrl === undefined ? undefined : checkHttpsUrl(reply.jumpUrl, 'jumpUrl', 512),
    jump_url_text:
      reply.jumpUrlText === undefined ? undefined : checkText(reply.jumpUrlText, 'jumpUrlText', { max: 10 }),
    mini_program_jump_info: reply.miniProgram === undefined ? undefined : miniProgram(reply.miniProgram),
  }
  return {
    call: 'reply',
    method: 'POST',
    path: `${complaintPath(complaintId)}/response`,
    effect: 'write',
    body: jsonBody(body),
  }
}

const miniProgram = (target: NonNullable<Reply['miniProgram']>) => ({
  appid: checkText(target.appId, 'miniProgram.appId', { max: 64 }),
  path: checkText(target.path, 'miniProgram.path', { max: 1024 }),
  text: checkText(target.text, 'miniProgram.text', { max: 128 }),
})
