import type { TFunction } from 'i18next'
import { type Obstacle, TEXT_LIMIT } from './message-draft.ts'

/** What to mend before a message can be sent, in the operator's language. */
export function obstacleText(t: TFunction, obstacle: Obstacle, maxArticles: number): string {
  switch (obstacle.code) {
    case 'over':
      return t('chat.obstacle.over', { n: obstacle.bytes, limit: TEXT_LIMIT })
    case 'noMedia':
      return t('chat.obstacle.noMedia', { what: t(`chat.media.${obstacle.kind}`) })
    case 'needLink':
    case 'link':
      return t(`chat.obstacle.${obstacle.code}`, { what: t(`chat.field.${obstacle.field}`) })
    case 'emptyArticle':
      return t('chat.obstacle.emptyArticle', { number: obstacle.number })
    case 'tooManyArticles':
      return t('chat.obstacle.tooManyArticles', { max: maxArticles })
    default:
      return t(`chat.obstacle.${obstacle.code}`)
  }
}
