import { SimulatorError } from '../errors.ts'
import type { FileComplaintInput, FiledComplaint, PictureInput } from '../simulator-api.ts'
import { MAX_PICTURE_BYTES, pictureType } from '../state/picture-type.ts'
import type { PlatformState } from '../state/platform-state.ts'
import type { Complaint, HistoryEntry, Order } from './complaint.ts'
import { findElement, whyNotClickable } from './message-elements.ts'
import { openIdOf, ordersOf, PAYERS } from './payers.ts'
import { type ComplaintEvent, type TransitionRefusal, transition } from './transitions.ts'
import type { ActionType, ComplaintState } from './vocabulary.ts'

export interface PlatformServices {
  readonly now: () => number
  /** Sends the notifications of one action to whoever set an address. */
  readonly announce: (complaint: Complaint, action: ActionType) => void
  /** Called after every change. */
  readonly changed: (complaintId: string | null) => void
  readonly continuedState: () => ComplaintState
  /** Called when a complaint is filed or continued: its deadlines start. */
  readonly episodeBegan: (complaint: Complaint) => void
}

/** An event that the complaint's present state forbids. */
export class TransitionRefused extends Error {
  override readonly name = 'TransitionRefused'
  readonly refusal: TransitionRefusal
  constructor(refusal: TransitionRefusal) {
    super(`the complaint does not allow this now: ${refusal}`)
    this.refusal = refusal
  }
}

/** Complaints and what happens to them. The only place that changes a complaint. */
export class Platform {
  readonly #state: PlatformState
  readonly #services: PlatformServices

  constructor(state: PlatformState, services: PlatformServices) {
    this.#state = state
    this.#services = services
  }

  /** @throws {SimulatorError} `COMPLAINT_UNKNOWN` */
  complaint(id: string): Complaint {
    const complaint = this.#state.complaints.get(id)
    if (complaint !== undefined) return complaint
    throw new SimulatorError('COMPLAINT_UNKNOWN', 'no complaint has this id', 'List the complaints to see their ids.')
  }

  /** A payer files; a second complaint about the same order goes on with the first. */
  file(input: FileComplaintInput): FiledComplaint {
    const merchant = this.#state.merchants.get(input.mchid)
    if (merchant === undefined) {
      throw new SimulatorError('MERCHANT_UNKNOWN', 'no merchant has this number', 'Add the merchant first.', {
        field: '/mchid',
      })
    }
    const earlier = input.transactionId === undefined ? undefined : this.#state.complaintOfOrder(input.transactionId)
    if (earlier !== undefined) return this.#complainAgain(earlier, input)

    const at = input.at?.getTime() ?? this.#services.now()
    const payer = PAYERS.find((candidate) => candidate.id === input.payerId) ?? PAYERS[0]
    const payerId = input.payerId ?? payer?.id ?? 'payer'
    const order = this.#orderFor(input, payerId, at)
    const problemType = input.problemType ?? 'OTHERS'
    const id = this.#state.ids.complaint(at)
    const pictures = this.addPayerPictures(input.mchid, id, input.images ?? [], at)
    const complaint: Complaint = {
      id,
      mchid: input.mchid,
      filedAt: at,
      detail: input.detail,
      state: 'PENDING',
      payerId,
      payerOpenId: openIdOf(this.#state.seed, payerId, input.mchid),
      payerPhone: input.payerPhone ?? payer?.phone ?? null,
      order,
      problemType,
      problemDescription: input.problemDescription ?? PROBLEM_TITLES[problemType],
      applyRefundAmount: problemType === 'REFUND' ? (input.applyRefundAmount ?? order.amount) : null,
      userTags: input.userTags ?? [],
      pictures,
      refundDecision: null,
      refundedAmount: 0,
      fullyRefunded: false,
      awaitingReply: false,
      complaintTimes: 1,
      inPlatformService: false,
      needImmediateService: input.needImmediateService ?? false,
      agentMode: input.agentMode ?? false,
      surveyed: false,
      serviceOrders: input.serviceOrders ?? [],
      powerBank: input.powerBank ?? null,
      history: [],
    }
    this.#state.addComplaint(complaint)
    this.act(id, { kind: 'filed', pictures }, at)
    return { complaintId: id, ...orderIds(order) }
  }

  /**
   * Lets something happen to a complaint.
   * @returns the id of the first history entry it left
   * @throws {TransitionRefused} when the state forbids it; nothing has changed then
   */
  act(id: string, event: ComplaintEvent, at: number = this.#services.now()): { logId: string } {
    const complaint = this.complaint(id)
    const result = transition(complaint, event, {
      continuedState: this.#services.continuedState(),
      merchantName: this.#state.merchants.get(complaint.mchid)?.name ?? complaint.mchid,
    })
    if (!result.ok) throw new TransitionRefused(result.refusal)
    const entries: HistoryEntry[] = result.entries.map((draft) => ({ ...draft, logId: this.#state.ids.log(at), at }))
    const next: Complaint = { ...complaint, ...result.changes, history: [...complaint.history, ...entries] }
    this.#state.complaints.set(id, next)
    for (const action of result.actions) this.#services.announce(next, action)
    if (event.kind === 'filed' || event.kind === 'payer-continued') this.#services.episodeBegan(next)
    this.#services.changed(id)
    return { logId: entries[0]?.logId ?? '' }
  }

  /** Sets a flag of the ticket that the platform alone decides on. */
  setFlags(id: string, flags: Partial<Pick<Complaint, 'agentMode' | 'needImmediateService'>>): void {
    this.#state.complaints.set(id, { ...this.complaint(id), ...flags })
    this.#services.changed(id)
  }

  /** The payer clicks an element of a block message. @throws {SimulatorError} `INPUT_INVALID` naming the field */
  payerClicks(id: string, logId: string, actionId: string): { logId: string } {
    const complaint = this.complaint(id)
    const clicked = complaint.history.find((entry) => entry.logId === logId)
    if (clicked?.message === undefined) {
      throw new SimulatorError('INPUT_INVALID', '/logId: is no block message of this complaint', CLICK_REMEDY, {
        field: '/logId',
      })
    }
    const element = findElement(clicked.message, actionId)
    if (element === undefined) {
      throw new SimulatorError('INPUT_INVALID', '/actionId: is on no element of this message', CLICK_REMEDY, {
        field: '/actionId',
      })
    }
    const problem = whyNotClickable(element, complaint.history, logId, actionId, this.#services.now())
    if (problem !== undefined) throw new SimulatorError('STATE_CONFLICT', problem, CLICK_REMEDY)
    // Links and mini-programs open on the phone; only words to send come back to the merchant.
    if (element.sends === undefined) return { logId: '' }
    return this.act(id, { kind: 'payer-clicked', click: { content: element.sends, actionId, clickedLogId: logId } })
  }

  payerWrites(id: string, text: string, images: readonly PictureInput[]): { logId: string } {
    const complaint = this.complaint(id)
    if (complaint.state === 'PROCESSED') throw new TransitionRefused('ALREADY_PROCESSED')
    const pictures = this.addPayerPictures(complaint.mchid, id, images, this.#services.now())
    return this.act(id, { kind: 'payer-wrote', text, pictures })
  }

  payerContinues(id: string, text: string, images: readonly PictureInput[]): { logId: string } {
    const complaint = this.complaint(id)
    if (complaint.state !== 'PROCESSED') throw new TransitionRefused('NOT_PROCESSED')
    const pictures = this.addPayerPictures(complaint.mchid, id, images, this.#services.now())
    return this.act(id, { kind: 'payer-continued', text, pictures })
  }

  /** Keeps pictures of a payer. @throws {SimulatorError} `INPUT_INVALID` naming the picture */
  addPayerPictures(mchid: string, complaintId: string, images: readonly PictureInput[], at: number): string[] {
    const decoded = images.map((image, index) => decodePicture(image, index))
    return decoded.map(({ bytes, contentType }) => {
      const id = this.#state.ids.payerPicture(complaintId, at)
      const digest = this.#state.blobs.put(bytes)
      this.#state.pictures.set(id, { id, kind: 'payer', mchid, complaintId, contentType, digest })
      return id
    })
  }

  #complainAgain(earlier: Complaint, input: FileComplaintInput): FiledComplaint {
    const images = input.images ?? []
    if (earlier.state === 'PROCESSED') this.payerContinues(earlier.id, input.detail, images)
    else this.payerWrites(earlier.id, input.detail, images)
    return { complaintId: earlier.id, ...orderIds(earlier.order) }
  }

  #orderFor(input: FileComplaintInput, payerId: string, at: number): Order {
    const { transactionId } = input
    const known =
      transactionId === undefined
        ? undefined
        : ordersOf(this.#state.seed, this.#state.epoch, payerId, input.mchid).find(
            (order) => order.transactionId === transactionId,
          )
    if (known !== undefined) {
      return { transactionId: known.transactionId, outTradeNo: known.outTradeNo, amount: known.amount }
    }
    const drawn = this.#state.ids.order(at)
    return { ...drawn, transactionId: transactionId ?? drawn.transactionId, amount: input.amount ?? DEFAULT_AMOUNT }
  }
}

const CLICK_REMEDY = 'Take logId and actionId from the history of the complaint.'
const DEFAULT_AMOUNT = 100

const PROBLEM_TITLES = {
  REFUND: '申请退款',
  SERVICE_NOT_WORK: '服务权益未生效',
  OTHERS: '其他问题',
} as const

const orderIds = (order: Order): { transactionId: string; outTradeNo: string } => ({
  transactionId: order.transactionId,
  outTradeNo: order.outTradeNo,
})

function decodePicture(image: PictureInput, index: number): { bytes: Uint8Array; contentType: string } {
  const bytes = typeof image === 'string' ? Buffer.from(image, 'base64') : image
  const type = pictureType(bytes)
  const field = `/images/${index}`
  const remedy = 'Send a jpg, png or bmp of at most 2 MB as Base64 text.'
  if (type === undefined) throw new SimulatorError('INPUT_INVALID', `${field}: is no picture`, remedy, { field })
  if (bytes.length > MAX_PICTURE_BYTES) {
    throw new SimulatorError('INPUT_INVALID', `${field}: is larger than 2 MB`, remedy, { field })
  }
  return { bytes, contentType: type.contentType }
}
