import { apiRoot, failures, noContent, read, write } from './contract-parts.ts'
import { accepted, idempotencyHeaders, idParams } from './schemas/common.ts'
import { slugParams } from './schemas/merchant.ts'
import {
  heldNoticeParams,
  mediaUploadQuery,
  newArbitration,
  newDeliveryNotice,
  newHeldDecision,
  newMessage,
  newOrderFacts,
  newTerms,
  newTyping,
  officialAccountList,
  terms,
  uploadedMedia,
} from './schemas/rights.ts'

/** What only tickets and official accounts of the rights system V1.6 have. */
export const rightsContract = {
  sendMessage: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/messages`,
    schema: {
      ...write('rights', 'sendMessage', 'Queue a customer-service message to the payer of a rights ticket'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newMessage,
      response: { 202: accepted, ...failures },
    },
  },
  showTyping: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/typing`,
    schema: {
      ...write('rights', 'showTyping', 'Show or hide to the payer that somebody writes'),
      params: idParams,
      body: newTyping,
      response: { 204: noContent, ...failures },
    },
  },
  takeUp: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/taking`,
    schema: {
      ...write('rights', 'takeUp', 'Take a rights ticket up: PENDING or REJECTED becomes PROCESSING'),
      params: idParams,
      response: { 204: noContent, ...failures },
    },
  },
  reportDelivery: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/delivery-notice`,
    schema: {
      ...write('rights', 'reportDelivery', 'Queue the delivery notice of the order of a rights ticket'),
      params: idParams,
      headers: idempotencyHeaders,
      body: newDeliveryNotice,
      response: { 202: accepted, ...failures },
    },
  },
  setOrderFacts: {
    method: 'PUT',
    url: `${apiRoot}/complaints/:id/order-facts`,
    schema: {
      ...write('rights', 'setOrderFacts', 'Say what is known of the order of a rights ticket'),
      params: idParams,
      body: newOrderFacts,
      response: { 204: noContent, ...failures },
    },
  },
  noteArbitration: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/arbitration`,
    schema: {
      ...write('rights', 'noteArbitration', 'Note that the payer demands arbitration, or that it has ended'),
      params: idParams,
      body: newArbitration,
      response: { 204: noContent, ...failures },
    },
  },
  decideHeldNotice: {
    method: 'POST',
    url: `${apiRoot}/complaints/:id/held-notices/:noticeId/decision`,
    schema: {
      ...write('rights', 'decideHeldNotice', 'Apply or dismiss a notification that is held for review'),
      params: heldNoticeParams,
      body: newHeldDecision,
      response: { 204: noContent, ...failures },
    },
  },
  uploadMedia: {
    method: 'POST',
    url: `${apiRoot}/media`,
    schema: {
      ...write('rights', 'uploadMedia', 'Keep a picture, voice or video for a message (multipart, field "file")'),
      querystring: mediaUploadQuery,
      consumes: ['multipart/form-data'],
      response: { 201: uploadedMedia, ...failures },
    },
  },
  listOfficialAccounts: {
    method: 'GET',
    url: `${apiRoot}/official-accounts`,
    schema: {
      ...read('rights', 'listOfficialAccounts', 'Official accounts of this desk'),
      response: { 200: officialAccountList, ...failures },
    },
  },
  getTerms: {
    method: 'GET',
    url: `${apiRoot}/official-accounts/:slug/terms`,
    schema: {
      ...read('rights', 'getTerms', 'Own complaint reasons and solutions'),
      params: slugParams,
      response: { 200: terms, ...failures },
    },
  },
  setTerms: {
    method: 'PUT',
    url: `${apiRoot}/official-accounts/:slug/terms`,
    schema: {
      ...write('rights', 'setTerms', 'Change own complaint reasons and solutions; owners only'),
      params: slugParams,
      body: newTerms,
      response: { 200: terms, ...failures },
    },
  },
} as const
