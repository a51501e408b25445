import { type ControlCall, created, done, latest, ok } from './control-call.ts'
import {
  clickInput,
  complaintInput,
  continueInput,
  flagsInput,
  messageInput,
  nothing,
  platformMessageInput,
  platformServiceInput,
  readInput,
  satisfactionInput,
  serviceOrderInput,
} from './input.ts'

/** What payers, the platform and the clock do to complaints. */
export const COMPLAINT_CALLS: readonly ControlCall[] = [
  {
    method: 'POST',
    path: '/complaints',
    input: complaintInput,
    summary: 'A payer files a complaint',
    handle: async (core, _params, body) => created(await core.fileComplaint(readInput(complaintInput, body))),
  },
  {
    method: 'GET',
    path: '/complaints',
    summary: 'All complaints',
    handle: (core, _params, _body, query) => ok(latest(core.complaints(), query)),
  },
  {
    method: 'GET',
    path: '/complaints/{id}',
    summary: 'One complaint with its history, oldest first',
    handle: (core, { id = '' }) => ok(core.complaint(id)),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/messages',
    input: messageInput,
    summary: 'The payer writes',
    handle: async (core, { id = '' }, body) => created(await core.addMessage(id, readInput(messageInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/continue',
    input: continueInput,
    summary: 'The payer continues a completed complaint',
    handle: async (core, { id = '' }, body) =>
      created(await core.continueComplaint(id, readInput(continueInput, body ?? {}))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/refund-arrived',
    input: nothing,
    summary: 'Refunds on their way to the payer arrive now',
    async handle(core, { id = '' }, body) {
      readInput(nothing, body ?? {})
      await core.refundArrived(id)
      return done
    },
  },
  {
    method: 'POST',
    path: '/complaints/{id}/platform-service',
    input: platformServiceInput,
    summary: 'The payer asks for the platform’s help or takes it back, or the platform ends it',
    handle: async (core, { id = '' }, body) =>
      created(await core.platformService(id, readInput(platformServiceInput, body ?? {}))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/platform-message',
    input: platformMessageInput,
    summary: 'The staff of the platform writes, or urges the merchant',
    handle: async (core, { id = '' }, body) =>
      created(await core.platformMessage(id, readInput(platformMessageInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/satisfaction',
    input: satisfactionInput,
    summary: 'The payer rates the outcome, 1 to 5',
    handle: async (core, { id = '' }, body) => created(await core.satisfaction(id, readInput(satisfactionInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/click',
    input: clickInput,
    summary: 'The payer clicks an element of a block message',
    handle: async (core, { id = '' }, body) => created(await core.click(id, readInput(clickInput, body))),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/service-order',
    input: serviceOrderInput,
    summary: 'A linked service order ends',
    handle: async (core, { id = '' }, body) =>
      created(await core.serviceOrder(id, readInput(serviceOrderInput, body).outcome)),
  },
  {
    method: 'POST',
    path: '/complaints/{id}/flags',
    input: flagsInput,
    summary: 'Sets the flags that the platform decides on',
    async handle(core, { id = '' }, body) {
      await core.setFlags(id, readInput(flagsInput, body))
      return ok(core.complaint(id))
    },
  },
]
