import { ProtocolError } from '../errors.ts'
import type { Answer } from './request.ts'

/** The JSON of a proved answer. */
export function readAnswerJson(answer: Answer): unknown {
  const { body } = answer
  try {
    return JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'))
  } catch {
    throw new ProtocolError('ANSWER_INVALID', `the answer with status ${answer.status} is not JSON`)
  }
}
