import { useTranslation } from 'react-i18next'
import { useNow } from '../format/clock.ts'
import { exactInstant, shortInstant } from '../format/instants.ts'

/** A moment, short; the exact one on hover. */
export function Instant({ at }: { readonly at: string }) {
  const { t } = useTranslation()
  const now = useNow()
  const instant = Date.parse(at)
  return (
    <time className="number" dateTime={at} title={t('time.at', { instant: exactInstant(instant) })}>
      {shortInstant(instant, now)}
    </time>
  )
}
