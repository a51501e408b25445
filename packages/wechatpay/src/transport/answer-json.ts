import { ProtocolError } from '../errors.ts'
import { utf8Text } from '../utf8.ts'
import type { Answer } from './request.ts'

/** The JSON of a proved answer. */
export function readAnswerJson(answer: Answer): unknown {
  try {
    return JSON.parse(utf8Text(answer.body))
  } catch {
    throw new ProtocolError('ANSWER_INVALID', `the answer with status ${answer.status} is not JSON`)
  }
}
