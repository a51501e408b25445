import type { z } from 'zod'
import type { OutgoingMessage } from '../../domain/rights/message.ts'
import type { message } from '../schemas/rights.ts'

/** A message as the API shows it; the desk keeps it in the same parts. */
export function messageView(outgoing: OutgoingMessage): z.infer<typeof message> {
  return outgoing.type === 'news'
    ? { type: 'news', articles: outgoing.articles.map((article) => ({ ...article })) }
    : { ...outgoing }
}
