import { type Answer, json } from './endpoint.ts'
import { BodyTooLarge } from './raw-request.ts'
import { PlatformRefusal, refuse } from './refusals.ts'

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
      ...(refusal.detail === undefined ? {} : { detail: refusal.detail }),
    },
    refusal.status,
  )
}
