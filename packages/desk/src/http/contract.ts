import { z } from 'zod'
import { apiRoot, failures, noContent, read, write } from './contract-parts.ts'
import { rightsContract } from './contract-rights.ts'
import { action, newActionWords, newSettlement } from './schemas/action.ts'
import { accepted, idempotencyHeaders, idParams } from './schemas/common.ts'
import {
  complaintDetail,
  complaintPage,
  complaintQuery,
  newCompletion,
  newNote,
  newPhoneReveal,
  newRefundDecision,
  newReply,
  note,
  phone,
} from './schemas/complaint.ts'
import { imageQuery, mediaKeyParams, uploadedImage } from './schemas/image.ts'
import { inboxPage, inboxQuery, inboxRow } from './schemas/inbox.ts'
import {
  ensuredCallbackUrl,
  merchantLabels,
  merchantList,
  newMerchantLabels,
  newRefundRules,
  newSync,
  refundRules,
  slugParams,
} from './schemas/merchant.ts'
import { session, signIn } from './schemas/session.ts'
import { status } from './schemas/status.ts'

export { apiRoot } from './contract-parts.ts'

/** Every path of the REST API with its shapes. Handlers and the published document both come from here. */
export const contract = {
  signIn: {
    method: 'POST',
    url: `${apiRoot}/session`,
    schema: {
      ...write('session', 'signIn', 'Sign in'),
      security: [],
      body: signIn,
      response: { 200: session, ...failures },
    },
  },
  getSession: {
    method: 'GET',
    url: `${apiRoot}/session`,
    schema: { ...read('session', 'getSession', 'Who is signed in'), response: { 200: session, ...failures } },
  },
  signOut: {
    method: 'DELETE',
    url: `${apiRoot}/session`,
    schema: { ...write('session', 'signOut', 'Sign out'), response: { 204: noContent, ...failures } },
  },
  listComplaints: {
    method: 'GET',
    url: `${apiRoot}/complaints`,
    schema: {
      ...read('complaints', 'listComplaints', 'Complaints, most urgent first'),
      querystring: complaintQuery,
      response: { 200: complaintPage, ...failures },
    },
  },
  getComplaint: {
    method: 'GET',
    url: `${apiRoot}/complaints/:id`,
    schema: {
      ...read('complaints', 'getComplaint', 'One complaint with its timeline and what can be done'),
      params: idParams,
      response: { 200: complaintDetail, ...failures },
    },
  },
  replyToComplaint: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/replies`,
    schema: {
      ...write('complaints', 'replyToComplaint', 'Queue a reply to the payer'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newReply,
      response: { 202: accepted, ...failures },
    },
  },
  completeComplaint: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/completion`,
    schema: {
      ...write('complaints', 'completeComplaint', 'Queue the completion; guards answer 409 COMPLETION_GUARD'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newCompletion,
      response: { 202: accepted, ...failures },
    },
  },
  decideRefund: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/refund-decision`,
    schema: {
      ...write('complaints', 'decideRefund', 'Queue the decision of a refund request; an approval brings the refund'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newRefundDecision,
      response: { 202: accepted, ...failures },
    },
  },
  refreshComplaint: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/refresh`,
    schema: {
      ...write('complaints', 'refreshComplaint', 'Read the complaint from the platform again'),
      params: idParams,
      response: { 202: noContent, ...failures },
    },
  },
  addNote: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/notes`,
    schema: {
      ...write('complaints', 'addNote', 'Add an internal note'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newNote,
      response: { 201: note, ...failures },
    },
  },
  revealPhone: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/phone-reveals`,
    schema: {
      ...write('complaints', 'revealPhone', "Show the payer's phone number; audited"),
      params: idParams,
      body: newPhoneReveal,
      response: { 200: phone, ...failures },
    },
  },
  ...rightsContract,
  getAction: {
    method: 'GET',
    url: `${apiRoot}/actions/:id`,
    schema: { ...read('actions', 'getAction', 'One action'), params: idParams, response: { 200: action, ...failures } },
  },
  editAction: {
    method: 'PATCH',
    url: `${apiRoot}/actions/:id`,
    schema: {
      ...write('actions', 'editAction', 'Change the words or pictures of what is queued or parked; it keeps its place'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newActionWords,
      response: { 200: action, ...failures },
    },
  },
  cancelAction: {
    method: 'POST',
    url: `${apiRoot}/actions/:id/cancellation`,
    schema: {
      ...write('actions', 'cancelAction', 'Cancel a queued or parked action'),
      params: idParams,
      response: { 200: action, ...failures },
    },
  },
  retryAction: {
    method: 'POST',
    url: `${apiRoot}/actions/:id/retry`,
    schema: {
      ...write('actions', 'retryAction', 'Queue a parked action again'),
      params: idParams,
      response: { 200: action, ...failures },
    },
  },
  parkAction: {
    method: 'POST',
    url: `${apiRoot}/actions/:id/parking`,
    schema: {
      ...write('actions', 'parkAction', 'Hold a queued action until somebody decides'),
      params: idParams,
      response: { 200: action, ...failures },
    },
  },
  settleAction: {
    method: 'POST',
    url: `${apiRoot}/actions/:id/settlement`,
    schema: {
      ...write('actions', 'settleAction', 'Say what became of a held message whose outcome is unknown'),
      params: idParams,
      body: newSettlement,
      response: { 200: action, ...failures },
    },
  },
  approveAction: {
    method: 'POST',
    url: `${apiRoot}/actions/:id/approval`,
    schema: {
      ...write('actions', 'approveAction', 'Agree, as the second person, to a refund above the limit'),
      params: idParams,
      response: { 200: action, ...failures },
    },
  },
  uploadImage: {
    method: 'POST',
    url: `${apiRoot}/images`,
    schema: {
      ...write('images', 'uploadImage', 'Keep a picture for a reply (multipart, field "file")'),
      consumes: ['multipart/form-data'],
      response: { 201: uploadedImage, ...failures },
    },
  },
  getImage: {
    method: 'GET',
    url: `${apiRoot}/images/:mediaKey`,
    schema: {
      ...read('images', 'getImage', 'The bytes of a picture, voice or video'),
      params: mediaKeyParams,
      querystring: imageQuery,
      response: { 200: z.any(), ...failures },
    },
  },
  listMerchants: {
    method: 'GET',
    url: `${apiRoot}/merchants`,
    schema: {
      ...read('merchants', 'listMerchants', 'Merchants of this desk'),
      response: { 200: merchantList, ...failures },
    },
  },
  setMerchantLabels: {
    method: 'PUT',
    url: `${apiRoot}/merchants/:slug/labels`,
    schema: {
      ...write('merchants', 'setMerchantLabels', 'Give a merchant these labels and no others; owners only'),
      params: slugParams,
      body: newMerchantLabels,
      response: { 200: merchantLabels, ...failures },
    },
  },
  syncMerchant: {
    method: 'POST',
    url: `${apiRoot}/merchants/:slug/sync`,
    schema: {
      ...write('merchants', 'syncMerchant', 'Reconcile with the platform now'),
      params: slugParams,
      body: newSync,
      response: { 202: noContent, ...failures },
    },
  },
  repairCallbackUrl: {
    method: 'POST',
    url: `${apiRoot}/merchants/:slug/callback-url`,
    schema: {
      ...write('merchants', 'repairCallbackUrl', 'Set the notification address of this desk at the platform'),
      params: slugParams,
      response: { 200: ensuredCallbackUrl, ...failures },
    },
  },
  getRefundRules: {
    method: 'GET',
    url: `${apiRoot}/merchants/:slug/refund-rules`,
    schema: {
      ...read('merchants', 'getRefundRules', 'Limits of refunds'),
      params: slugParams,
      response: { 200: refundRules, ...failures },
    },
  },
  setRefundRules: {
    method: 'PUT',
    url: `${apiRoot}/merchants/:slug/refund-rules`,
    schema: {
      ...write('merchants', 'setRefundRules', 'Change the limits of refunds; owners only'),
      params: slugParams,
      body: newRefundRules,
      response: { 200: refundRules, ...failures },
    },
  },
  listInbox: {
    method: 'GET',
    url: `${apiRoot}/inbox`,
    schema: {
      ...read('inbox', 'listInbox', 'Notifications received, newest first'),
      querystring: inboxQuery,
      response: { 200: inboxPage, ...failures },
    },
  },
  getInboxRow: {
    method: 'GET',
    url: `${apiRoot}/inbox/:id`,
    schema: {
      ...read('inbox', 'getInboxRow', 'One notification'),
      params: idParams,
      response: { 200: inboxRow, ...failures },
    },
  },
  streamEvents: {
    method: 'GET',
    url: `${apiRoot}/events`,
    schema: {
      ...read('events', 'streamEvents', 'Server-sent events: hello, complaint.changed, action.changed'),
      response: failures,
    },
  },
  getStatus: {
    method: 'GET',
    url: `${apiRoot}/status`,
    schema: { ...read('status', 'getStatus', 'Version and clock of the desk'), response: { 200: status, ...failures } },
  },
} as const

export type Contract = typeof contract
