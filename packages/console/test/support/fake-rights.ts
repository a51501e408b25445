import type { Action, ComplaintDetail, Message, RightsTicket } from '../../src/api/types.ts'
import { type FakeDesk, field, json, operator, problem } from './fake-desk.ts'

type Accept = (intent: Partial<Action>) => Response

/** What the made-up desk answers about official accounts and files, or undefined when it is asked something else. */
export function answerRights(desk: FakeDesk, name: string, url: URL, body: unknown): Response | undefined {
  if (name === 'GET /api/v1/official-accounts') return json(200, { items: desk.accounts })
  if (name === 'POST /api/v1/media') {
    const kind = url.searchParams.get('kind') ?? ''
    const contentType = kind === 'voice' ? 'audio/mpeg' : kind === 'video' ? 'video/mp4' : 'image/png'
    return json(201, { mediaKey: `media-${kind}`, url: `/api/v1/images/media-${kind}`, contentType, size: 1000 })
  }
  const onTerms = /^(GET|PUT) \/api\/v1\/official-accounts\/([^/]+)\/terms$/.exec(name)
  if (onTerms === null) return undefined
  const slug = onTerms[2] ?? ''
  if (onTerms[1] === 'GET') return json(200, desk.terms.get(slug) ?? { reasons: [], solutions: [] })
  if (desk.user?.role !== 'owner') return problem(403, 'FORBIDDEN', 'Owners only.')
  const terms = { reasons: textsOf(field(body, 'reasons')), solutions: textsOf(field(body, 'solutions')) }
  desk.terms.set(slug, terms)
  return json(200, terms)
}

const textsOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : [])

const noContent = () => new Response(null, { status: 204 })

/** What the made-up desk does with a rights ticket, or undefined when it is asked something else. */
export function answerTicket(
  complaint: ComplaintDetail,
  what: string,
  body: unknown,
  accept: Accept,
): Response | undefined {
  const ticket = complaint.rights
  if (ticket === null) return undefined
  const [path, noticeId] = what.split('/')
  switch (path) {
    case 'messages': {
      const message = field(body, 'message') as Message
      return accept({ kind: 'message', content: message.type === 'text' ? message.content : null, message })
    }
    case 'typing':
      return noContent()
    case 'taking':
      become(complaint, ticket, 'PROCESSING')
      return noContent()
    case 'delivery-notice':
      return accept({
        kind: 'delivery-notice',
        delivery: { status: field(body, 'status') as 'delivered' | 'failed', at: String(field(body, 'at')) },
      })
    case 'order-facts':
      complaint.rights = {
        ...ticket,
        order: { ...ticket.order, ...(body as object), goodsAssumed: false, source: 'hand' },
      }
      return noContent()
    case 'arbitration': {
      const demanded = field(body, 'demanded') === true
      become(complaint, ticket, demanded ? 'ARBITRATION' : 'CLOSED', {
        arbitration: { ...ticket.arbitration, demandedAt: demanded ? String(field(body, 'at')) : null },
      })
      return noContent()
    }
    case 'held-notices':
      complaint.rights = { ...ticket, heldNotices: ticket.heldNotices.filter(({ id }) => id !== noticeId) }
      complaint.notes = [
        ...complaint.notes,
        { id: 'held', at: complaint.readAt, author: operator.displayName, content: String(field(body, 'reason')) },
      ]
      return noContent()
    default:
      return undefined
  }
}

function become(
  complaint: ComplaintDetail,
  ticket: RightsTicket,
  ticketState: RightsTicket['ticketState'],
  changes: Partial<RightsTicket> = {},
): void {
  complaint.channelState = ticketState
  complaint.rights = { ...ticket, ...changes, ticketState }
}
