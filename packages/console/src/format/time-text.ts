import type { TFunction } from 'i18next'
import { splitMinutes, type TimeLeft } from './time-left.ts'

/** `5 小时 12 分`, `2 天 3 小时`, `不到 1 分钟`. */
export function spanText(t: TFunction, minutes: number): string {
  if (minutes < 1) return t('time.underMinute')
  const span = splitMinutes(minutes)
  if (span.days > 0) {
    return span.hours > 0
      ? t('time.daysHours', { days: span.days, hours: span.hours })
      : t('time.days', { days: span.days })
  }
  if (span.hours > 0) {
    return span.minutes > 0
      ? t('time.hoursMinutes', { hours: span.hours, minutes: span.minutes })
      : t('time.hours', { hours: span.hours })
  }
  return t('time.minutes', { minutes: span.minutes })
}

export const timeLeftText = (t: TFunction, left: TimeLeft | undefined): string =>
  left === undefined
    ? t('time.none')
    : left.stage === 'overdue'
      ? t('time.overdue', { span: spanText(t, left.minutes) })
      : t('time.left', { span: spanText(t, left.minutes) })

/** How long ago, for facts that age: `3 分钟前`. Within the last minute: just now. */
export function agoText(t: TFunction, instant: number, now: number): string {
  const minutes = Math.floor((now - instant) / 60_000)
  return minutes < 1 ? t('time.justNow') : t('time.ago', { span: spanText(t, minutes) })
}
