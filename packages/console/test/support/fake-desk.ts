import type {
  AccountTerms,
  Action,
  Complaint,
  ComplaintDetail,
  Merchant,
  OfficialAccount,
  User,
} from '../../src/api/types.ts'
import { action, hours, NOW, merchants as sampleMerchants } from './complaints.ts'
import { answerRights, answerTicket } from './fake-rights.ts'
import { picturePng } from './picture.ts'

/** A stand-in for the desk's REST interface: same shapes, its state in memory, no network of its own. */
export interface FakeDesk {
  readonly fetch: (request: Request) => Promise<Response>
  complaints: ComplaintDetail[]
  merchants: Merchant[]
  accounts: OfficialAccount[]
  /** Own reasons and solutions by the slug of their account. */
  readonly terms: Map<string, AccountTerms>
  user: User | null
  /** A search is not counted beyond it. */
  countedAtMost: number
  /** Every request so far, as `POST /api/v1/session`. */
  readonly requests: string[]
  /** The body of the last request of that kind. */
  readonly bodies: Map<string, unknown>
  /** Answers this instead, for as long as it is set; a promise delays it. */
  readonly overrides: Map<string, () => Response | Promise<Response>>
  /** Sends a server-sent event to everyone who listens. */
  emit: (type: string, data: unknown) => void
  readonly listeners: Set<(type: string, data: unknown) => void>
}

export const operator: User = { id: 'user-1', username: 'wang', displayName: '王小敏', role: 'operator' }
export const owner: User = { id: 'user-2', username: 'li', displayName: '李店长', role: 'owner' }
export const PASSWORD = 'correct horse battery staple'
const PAGE = 30

export const json = (status: number, body: unknown): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } })

export function problem(
  status: number,
  code: string,
  detail: string,
  extra: object = {},
  headers: Record<string, string> = {},
): Response {
  return new Response(JSON.stringify({ type: 'about:blank', title: detail, status, code, detail, ...extra }), {
    status,
    headers: { 'content-type': 'application/problem+json', ...headers },
  })
}

/** Lets the desk think about a request until the function is called with the answer. */
export function holdAnswer(desk: FakeDesk, name: string): (answer: Response) => void {
  let give: (answer: Response) => void = () => undefined
  const answered = new Promise<Response>((resolve) => {
    give = resolve
  })
  desk.overrides.set(name, async () => await answered)
  return (answer) => give(answer)
}

export interface FakeDeskOptions {
  readonly complaints?: ComplaintDetail[]
  readonly merchants?: Merchant[]
  readonly accounts?: OfficialAccount[]
  readonly user?: User | null
}

export function createFakeDesk(options: FakeDeskOptions = {}): FakeDesk {
  const listeners = new Set<(type: string, data: unknown) => void>()
  const desk: FakeDesk = {
    complaints: options.complaints ?? [],
    merchants: options.merchants ?? sampleMerchants,
    accounts: options.accounts ?? [],
    terms: new Map(),
    user: options.user === undefined ? operator : options.user,
    countedAtMost: 100,
    requests: [],
    bodies: new Map(),
    overrides: new Map(),
    listeners,
    emit: (type, data) => {
      for (const listener of listeners) listener(type, data)
    },
    fetch: async (request) => {
      const url = new URL(request.url)
      const name = `${request.method} ${url.pathname}`
      desk.requests.push(`${name}${url.search}`)
      const isJson = request.headers.get('content-type')?.startsWith('application/json') === true
      const body: unknown = isJson ? await request.json() : undefined
      desk.bodies.set(name, body)
      const override = desk.overrides.get(name)
      if (override !== undefined) return await override()
      return answer(desk, name, url, body)
    },
  }
  return desk
}

export const field = (body: unknown, name: string): unknown =>
  typeof body === 'object' && body !== null ? Reflect.get(body, name) : undefined

function answer(desk: FakeDesk, name: string, url: URL, body: unknown): Response {
  if (name === 'POST /api/v1/session') return signIn(desk, body)
  if (desk.user === null) return problem(401, 'NOT_SIGNED_IN', 'Nobody is signed in.')
  if (name === 'GET /api/v1/session') return json(200, { user: desk.user })
  if (name === 'DELETE /api/v1/session') {
    desk.user = null
    return new Response(null, { status: 204 })
  }
  if (name === 'GET /api/v1/merchants') return json(200, { items: desk.merchants })
  if (name === 'GET /api/v1/complaints') return list(desk, url)
  const onRights = answerRights(desk, name, url, body)
  if (onRights !== undefined) return onRights
  if (name === 'POST /api/v1/images') {
    return json(201, { mediaKey: 'receipt', url: '/api/v1/images/receipt', contentType: 'image/png', size: 1000 })
  }
  if (name.startsWith('GET /api/v1/images/')) {
    const size = url.searchParams.get('size') === 'thumb' ? 176 : 640
    return new Response(picturePng(size, url.pathname), { headers: { 'content-type': 'image/png' } })
  }
  if (/^(GET|PUT) \/api\/v1\/merchants\/[^/]+\/refund-rules$/.test(name)) {
    return json(200, body ?? { trustedOnly: false, dailyAmount: 1_000_000, fourEyesAbove: 100_000 })
  }
  const labelled = /^PUT \/api\/v1\/merchants\/([^/]+)\/labels$/.exec(name)
  if (labelled !== null) return setLabels(desk, labelled[1] ?? '', body)
  const onMerchant = /^POST \/api\/v1\/merchants\/([^/]+)\/(sync|callback-url)$/.exec(name)
  if (onMerchant !== null) return serveMerchant(desk, onMerchant[1] ?? '', onMerchant[2] ?? '')
  const onAction = /^POST \/api\/v1\/actions\/([^/]+)\/(retry|cancellation|approval|parking|settlement)$/.exec(name)
  if (onAction !== null) return decideAction(desk, onAction[1] ?? '', outcomeOf(onAction[2] ?? '', body))
  const edited = /^PATCH \/api\/v1\/actions\/([^/]+)$/.exec(name)
  if (edited !== null) return editAction(desk, edited[1] ?? '', body)
  const onComplaint = /^(GET|POST|PUT) \/api\/v1\/complaints\/([^/]+)(?:\/([a-z-]+(?:\/[^/]+\/decision)?))?$/.exec(name)
  const complaint = desk.complaints.find((item) => item.id === onComplaint?.[2])
  if (complaint === undefined) return problem(404, 'NOT_FOUND', 'There is no such thing.')
  return answerComplaint(desk, complaint, onComplaint?.[3] ?? '', body)
}

function signIn(desk: FakeDesk, body: unknown): Response {
  if (field(body, 'username') !== operator.username || field(body, 'password') !== PASSWORD) {
    return problem(401, 'CREDENTIALS_REFUSED', 'User name or password is wrong.')
  }
  desk.user = operator
  return json(200, { user: operator })
}

const carries = (desk: FakeDesk, slug: string, label: string): boolean =>
  desk.merchants.some((merchant) => merchant.slug === slug && merchant.labels.includes(label))

function list(desk: FakeDesk, url: URL): Response {
  const wanted = (name: string) => url.searchParams.get(name)
  const under = desk.complaints.filter(
    (item) =>
      (wanted('merchant') === null || item.merchant === wanted('merchant')) &&
      (wanted('label') === null || carries(desk, item.merchant, wanted('label') ?? '')) &&
      (wanted('channel') === null || item.channel === wanted('channel')) &&
      (wanted('channelState') === null || item.channelState === wanted('channelState')) &&
      (wanted('q') === null ||
        [item.detail, item.platformId, item.order?.transactionId].some((text) => text?.includes(wanted('q') ?? ''))),
  )
  const count = (state: string) => under.filter((item) => item.state === state).length
  const found = under
    .filter((item) => wanted('state') === null || item.state === wanted('state'))
    .sort(byOrder(wanted('sort')))
  const start = Number(wanted('cursor') ?? 0)
  return json(200, {
    items: found.slice(start, start + PAGE).map(asListItem),
    nextCursor: found.length > start + PAGE ? String(start + PAGE) : null,
    counts: {
      PENDING: count('PENDING'),
      PROCESSING: count('PROCESSING'),
      PROCESSED: count('PROCESSED'),
      all: under.length,
      capped: wanted('q') !== null && under.length >= desk.countedAtMost,
    },
  })
}

function byOrder(sort: string | null): (a: Complaint, b: Complaint) => number {
  if (sort === 'complainedAt') return (a, b) => Date.parse(a.complainedAt) - Date.parse(b.complainedAt)
  if (sort === '-complainedAt') return (a, b) => Date.parse(b.complainedAt) - Date.parse(a.complainedAt)
  return (a, b) => (a.dueAt ?? '9999').localeCompare(b.dueAt ?? '9999')
}

function asListItem(complaint: ComplaintDetail): Complaint {
  const { timeline: _, episodes: __, actions: ___, notes: ____, applicable: _____, rights: ______, ...item } = complaint
  return item
}

const isText = (value: unknown): value is string => typeof value === 'string'

function picturesOf(body: unknown): Action['images'] | undefined {
  const keys = field(body, 'images')
  if (!Array.isArray(keys)) return undefined
  return keys.filter(isText).map((mediaKey) => ({ mediaKey, url: `/api/v1/images/${mediaKey}` }))
}

function editAction(desk: FakeDesk, id: string, body: unknown): Response {
  const words = field(body, 'content') ?? field(body, 'reason')
  const images = picturesOf(body)
  return changeAction(desk, id, { ...(isText(words) ? { content: words } : {}), ...(images ? { images } : {}) })
}

/** A message that did not arrive is cancelled; one that did is settled. */
const outcomeOf = (what: string, body: unknown): string =>
  what === 'settlement' && field(body, 'outcome') === 'not-sent' ? 'cancellation' : what

function decideAction(desk: FakeDesk, id: string, what: string): Response {
  const changes: Partial<Action> =
    what === 'retry'
      ? { state: 'queued', problem: null }
      : what === 'cancellation'
        ? { state: 'cancelled' }
        : what === 'parking'
          ? { state: 'parked' }
          : what === 'settlement'
            ? { state: 'verified', problem: null }
            : { approval: { by: operator.username } }
  return changeAction(desk, id, changes)
}

function changeAction(desk: FakeDesk, id: string, changes: Partial<Action>): Response {
  for (const complaint of desk.complaints) {
    const found = complaint.actions.find((item) => item.id === id)
    if (found === undefined) continue
    const changed = { ...found, ...changes }
    complaint.actions = complaint.actions.map((item) => (item === found ? changed : item))
    return json(200, changed)
  }
  return problem(404, 'NOT_FOUND', 'There is no such action.')
}

function setLabels(desk: FakeDesk, slug: string, body: unknown): Response {
  const given = field(body, 'labels')
  const labels = Array.isArray(given) ? given.filter(isText) : []
  desk.merchants = desk.merchants.map((item) => (item.slug === slug ? { ...item, labels } : item))
  return json(200, { labels })
}

function serveMerchant(desk: FakeDesk, slug: string, what: string): Response {
  const merchant = desk.merchants.find((item) => item.slug === slug)
  if (merchant?.sync == null) return problem(404, 'MERCHANT_UNKNOWN', 'There is no such merchant.')
  const url = `https://desk.example${merchant.callbackPath}`
  const sync =
    what === 'sync'
      ? { ...merchant.sync, completeUpTo: NOW, problemCode: null, problemSince: null }
      : { ...merchant.sync, callbackUrl: { state: 'ok' as const, url, checkedAt: NOW } }
  desk.merchants = desk.merchants.map((item) => (item === merchant ? { ...item, sync } : item))
  return what === 'sync' ? new Response(null, { status: 202 }) : json(200, { url, outcome: 'updated' })
}

function answerComplaint(desk: FakeDesk, complaint: ComplaintDetail, what: string, body: unknown): Response {
  const accept = (intent: Partial<Action>) => {
    const id = `action-${complaint.actions.length + 100}`
    complaint.actions = [
      ...complaint.actions,
      action({ id, complaintId: complaint.id, content: null, createdAt: hours(0), ...intent }),
    ]
    complaint.pendingActions += 1
    desk.emit('action.changed', { id, complaintId: complaint.id, state: 'queued' })
    return json(202, { actionId: id })
  }
  switch (what) {
    case '':
      return json(200, complaint)
    case 'replies':
      return accept({ kind: 'reply', content: String(field(body, 'content')), images: picturesOf(body) ?? [] })
    case 'completion': {
      if (complaint.rights !== null && field(body, 'settledAsAgreed') !== true) {
        return problem(409, 'COMPLETION_GUARD', 'Nobody has said that it was carried out.')
      }
      const { guards } = complaint.applicable.complete
      const waits = guards.some(({ code }) => code !== 'SETTLEMENT_NOT_CONFIRMED')
      if (waits && field(body, 'overrideReason') === undefined) {
        return problem(409, 'COMPLETION_GUARD', 'Something speaks against completing.', { reasons: guards })
      }
      return accept({ kind: 'completion' })
    }
    case 'refund-decision': {
      const decision = field(body, 'decision') === 'approve' ? 'approve' : 'reject'
      const amount = Number(field(body, 'amount'))
      const refund = decision === 'approve' ? { amount, outRefundNo: null, state: null, settledBy: null } : null
      const approval = amount > complaint.applicable.refundDecision.fourEyesAbove ? { by: null } : null
      return accept({ kind: 'refund-decision', decision, refund, approval, createdBy: operator.username })
    }
    case 'phone-reveals':
      return json(200, { phone: '13800001234' })
    case 'notes': {
      const note = {
        id: `note-${complaint.notes.length}`,
        at: NOW,
        author: operator.displayName,
        content: String(field(body, 'content')),
      }
      complaint.notes = [...complaint.notes, note]
      return json(201, note)
    }
    case 'refresh':
      complaint.readAt = hours(0.01)
      return new Response(null, { status: 202 })
    default:
      return answerTicket(complaint, what, body, accept) ?? problem(404, 'NOT_FOUND', 'There is no such thing.')
  }
}

export { NOW }
