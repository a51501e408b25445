import type { ControlCall } from '../control/calls.ts'
import { readInput } from '../control/input.ts'
import { accountInput, payerEventInput, payerMessageInput, paymentInput } from './input.ts'

const PREFIX = '/official-accounts'

/** What `/_sim` offers for official accounts. */
export const OFFICIAL_ACCOUNT_CALLS: readonly ControlCall[] = [
  {
    method: 'GET',
    path: PREFIX,
    summary: 'All official accounts',
    handle: (core) => ({ status: 200, body: core.officialAccounts.list() }),
  },
  {
    method: 'POST',
    path: PREFIX,
    summary: 'Adds an official account',
    handle: (core, _params, body) => ({
      status: 201,
      body: core.officialAccounts.add(readInput(accountInput, body)),
    }),
  },
  {
    method: 'GET',
    path: `${PREFIX}/{appId}`,
    summary: 'One official account',
    handle: (core, { appId = '' }) => ({ status: 200, body: core.officialAccounts.get(appId) }),
  },
  {
    method: 'GET',
    path: `${PREFIX}/{appId}/credentials`,
    summary: 'The secrets of an official account',
    handle: (core, { appId = '' }) => ({ status: 200, body: core.officialAccounts.credentials(appId) }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/{appId}/settings`,
    summary: 'Changes addresses, push mode, profile, own reasons and solutions',
    handle: async (core, { appId = '' }, body) => ({
      status: 200,
      body: await core.officialAccounts.change(appId, { ...requireObject(body) }),
    }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/{appId}/messages`,
    summary: 'A payer writes or sends something',
    handle: (core, { appId = '' }, body) => ({
      status: 201,
      body: core.officialAccounts.send(appId, readInput(payerMessageInput, body)),
    }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/{appId}/events`,
    summary: 'A payer subscribes, leaves, scans or clicks',
    handle: (core, { appId = '' }, body) => ({
      status: 201,
      body: core.officialAccounts.act(appId, readInput(payerEventInput, body)),
    }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/{appId}/payments`,
    summary: 'A payer pays',
    handle: (core, { appId = '' }, body) => ({
      status: 201,
      body: core.officialAccounts.pay(appId, readInput(paymentInput, body ?? {})),
    }),
  },
  {
    method: 'GET',
    path: `${PREFIX}/{appId}/payments`,
    summary: 'Payments to an official account',
    handle: (core, { appId = '' }) => ({ status: 200, body: core.officialAccounts.payments(appId) }),
  },
  {
    method: 'GET',
    path: `${PREFIX}/{appId}/chats`,
    summary: 'All conversations of an official account',
    handle: (core, { appId = '' }) => ({ status: 200, body: core.officialAccounts.chats(appId) }),
  },
  {
    method: 'GET',
    path: `${PREFIX}/{appId}/chats/{openId}`,
    summary: 'One conversation, oldest line first',
    handle: (core, { appId = '', openId = '' }) => ({ status: 200, body: core.officialAccounts.chat(appId, openId) }),
  },
  {
    method: 'POST',
    path: `${PREFIX}/{appId}/revoke-tokens`,
    summary: 'Ends all access tokens of an official account',
    handle(core, { appId = '' }) {
      core.officialAccounts.revokeTokens(appId)
      return { status: 204 }
    },
  },
]

const requireObject = (body: unknown): object => (typeof body === 'object' && body !== null ? body : {})
