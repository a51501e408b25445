import { type Answer, json } from './endpoint.ts'
import { BodyTooLarge } from './raw-request.ts'
import { PlatformRefusal, type RefusalDetail, refuse } from './refusals.ts'

/** Characters of a refused value that an answer says back. */
const MAX_ECHO = 64

/** Whatever went wrong, in the platform's words. */
export function refusalOf(error: unknown): PlatformRefusal {
  if (error instanceof PlatformRefusal) return error
  if (error instanceof BodyTooLarge) return refuse.bodyTooLarge()
  return refuse.systemError()
}

/** Whether an `Accept-Language` asks for English; everything else gets Chinese. */
export const isEnglish = (language: string | undefined): boolean =>
  language?.trim().toLowerCase().startsWith('en') === true

export function refusalAnswer(refusal: PlatformRefusal, language: string | undefined): Answer {
  return json(
    {
      code: refusal.code,
      message: isEnglish(language) ? refusal.en : refusal.zh,
      ...(refusal.detail === undefined ? {} : { detail: speakable(refusal.detail) }),
    },
    refusal.status,
  )
}

// What came may be nested deeper than JSON.stringify can follow, or megabytes long.
function speakable(detail: RefusalDetail): RefusalDetail {
  const { value } = detail
  const isScalar = value === null || ['string', 'number', 'boolean'].includes(typeof value)
  return isScalar && String(value).length <= MAX_ECHO ? detail : { ...detail, value: undefined }
}
