import { beijingDay } from '../clock/beijing.ts'
import { SimulatorError } from '../errors.ts'
import type { OfficialPlatform } from '../official-account/official-platform.ts'
import type { Goods, Payment } from '../official-account/official-state.ts'
import { DELIVERY_LIMIT, dueAtOf, filingRefusal, mayArbitrate } from './rules.ts'
import type { RightsTicket, TicketEvent, TicketState } from './ticket.ts'

export interface PayInput {
  readonly goods: Goods
  readonly item?: string | undefined
  /** Fen. */
  readonly amount?: number | undefined
  /** Milliseconds since 1970. */
  readonly paidAt?: number | undefined
}

export interface FileInput {
  readonly reason: string
  readonly solution?: string | undefined
  readonly extInfo?: string | undefined
  /** Ids of pictures. */
  readonly pictures: readonly string[]
}

/** Payments, the complaints about them and what becomes of these. The only place that changes a ticket. */
export class Rights {
  readonly #official: OfficialPlatform

  constructor(official: OfficialPlatform) {
    this.#official = official
  }

  /** @throws {SimulatorError} `RIGHTS_UNKNOWN` */
  ticket(feedbackId: string): RightsTicket {
    const ticket = this.#official.services.state.tickets.get(feedbackId)
    if (ticket !== undefined) return ticket
    throw new SimulatorError('RIGHTS_UNKNOWN', 'no rights ticket has this number', 'List the rights tickets.')
  }

  /** A payer pays; that opens the reply window where the profile says so. */
  pay(appId: string, openId: string, input: PayInput): Payment {
    const official = this.#official
    const { state, ids, now, changed } = official.services
    const follower = official.followerByOpenId(appId, openId)
    const paidAt = input.paidAt ?? now()
    const payment: Payment = {
      transactionId: ids.transaction(official.secrets(appId).partnerId, beijingDay(paidAt).replaceAll('-', '')),
      outTradeNo: `SIM${ids.number64().slice(0, 14)}`,
      appId,
      openId,
      goods: input.goods,
      item: input.item ?? '有机蔬菜 一箱',
      amount: input.amount ?? 5990,
      paidAt,
      delivery: null,
    }
    state.payments.set(payment.transactionId, payment)
    official.trigger(follower, 'payment')
    changed()
    return payment
  }

  /** A payment made early enough to complain about at once: delivered, or overdue. */
  payInThePast(appId: string, openId: string, goods: Goods, delivered: boolean): Payment {
    const paidAt = this.#official.services.now() - DELIVERY_LIMIT[goods] - 3_600_000
    const payment = this.pay(appId, openId, { goods, paidAt })
    if (!delivered) return payment
    return this.recordDelivery(payment, { status: 'delivered', at: paidAt + 3_600_000, message: 'ok' })
  }

  recordDelivery(payment: Payment, delivery: NonNullable<Payment['delivery']>): Payment {
    const next = { ...payment, delivery }
    this.#official.services.state.payments.set(payment.transactionId, next)
    this.#official.services.changed()
    return next
  }

  /** A payer complains. @throws {SimulatorError} `STATE_CONFLICT` when it is too early, too late or a second time */
  file(payment: Payment, input: FileInput): RightsTicket {
    const official = this.#official
    const { state, ids, now } = official.services
    const at = now()
    const refusal = filingRefusal(payment, at)
    if (refusal !== undefined) throw conflict(`the payment does not allow a complaint now: ${refusal}`)
    const earlier = [...state.tickets.values()].find(
      (ticket) => ticket.transactionId === payment.transactionId && ticket.state !== 'CLOSED',
    )
    if (earlier !== undefined) throw conflict(`ticket ${earlier.feedbackId} is open for this payment`)
    const follower = official.followerByOpenId(payment.appId, payment.openId)
    const ticket: RightsTicket = {
      feedbackId: ids.number64(),
      appId: payment.appId,
      openId: payment.openId,
      payerId: follower.payerId,
      transactionId: payment.transactionId,
      reason: input.reason,
      solution: input.solution ?? null,
      extInfo: input.extInfo ?? null,
      pictures: input.pictures,
      state: 'PENDING',
      filedAt: at,
      dueAt: dueAtOf(payment, at),
      history: [],
      lastStamp: 0,
    }
    official.trigger(follower, 'rights')
    return this.#notify(this.#enter(ticket, 'PENDING', 'filed'), 'request')
  }

  /** The merchant has finished. @returns false when it was marked or closed before */
  mark(feedbackId: string): boolean {
    const ticket = this.ticket(feedbackId)
    if (ticket.state !== 'PENDING' && ticket.state !== 'REJECTED') return false
    this.#enter(ticket, 'MARKED', 'marked')
    return true
  }

  /** The payer agrees, which they may at any time. @throws {SimulatorError} `STATE_CONFLICT` */
  confirm(feedbackId: string): void {
    const ticket = this.ticket(feedbackId)
    if (ticket.state === 'CLOSED') throw conflict('the ticket is closed')
    this.#notify(this.#enter(ticket, 'CLOSED', 'confirmed'), 'confirm')
  }

  /** The payer does not agree. @throws {SimulatorError} `STATE_CONFLICT` */
  reject(feedbackId: string): void {
    const ticket = this.ticket(feedbackId)
    if (ticket.state !== 'MARKED' && ticket.state !== 'PENDING') throw conflict(`the ticket is ${ticket.state}`)
    this.#notify(this.#enter(ticket, 'REJECTED', 'rejected'), 'reject')
  }

  /** The payer calls in the platform; the merchant is told nothing. @throws {SimulatorError} `STATE_CONFLICT` */
  demandArbitration(feedbackId: string): void {
    const ticket = this.ticket(feedbackId)
    if (!mayArbitrate(ticket, this.#official.services.now()))
      throw conflict('the ticket is neither overdue nor settled to the displeasure of the payer')
    this.#enter(ticket, 'ARBITRATION', 'arbitration-demanded')
  }

  #enter(ticket: RightsTicket, state: TicketState, event: TicketEvent['event']): RightsTicket {
    const { now } = this.#official.services
    return this.#store({ ...ticket, state, history: [...ticket.history, { at: now(), event }] })
  }

  #notify(ticket: RightsTicket, kind: 'request' | 'confirm' | 'reject'): RightsTicket {
    const { courier, ids, now, wireSeconds } = this.#official.services
    // Notifications of one ticket are told apart by their second, so that two never share one.
    const stamp = Math.max(wireSeconds(), ticket.lastStamp + 1)
    const stamped = this.#store({ ...ticket, lastStamp: stamp })
    courier.send({
      id: `payfeedback-${ids.opaque(20)}`,
      appId: ticket.appId,
      kind: 'payfeedback',
      feedbackId: ticket.feedbackId,
      openId: ticket.openId,
      action: kind,
      stamp,
      message: '',
      createdAt: now(),
      state: 'scheduled',
      url: '',
      nextAttemptAt: null,
      attempts: [],
    })
    return stamped
  }

  #store(ticket: RightsTicket): RightsTicket {
    this.#official.services.state.tickets.set(ticket.feedbackId, ticket)
    this.#official.services.changed()
    return ticket
  }
}

const conflict = (message: string): SimulatorError =>
  new SimulatorError('STATE_CONFLICT', message, 'Look at the ticket and its payment.')
