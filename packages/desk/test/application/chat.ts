import { SIMULATED_APP_ID } from '../support/official-account.ts'
import { type Answer, type DeskOptions, setupDesk, type TestDesk } from './support.ts'

type Profile = 'v16' | 'y2018' | 'y2021' | 'current'

export interface TestChat extends TestDesk {
  /** A rights ticket, open. */
  readonly ticket: Answer['body']
  readonly openId: string
  /** What the payer sees of the account, the oldest first. */
  received(): readonly { readonly type: string; readonly content: Readonly<Record<string, unknown>> }[]
  /** Queues a message. */
  write(message: unknown, headers?: Record<string, string>): Promise<Answer>
  /** Queues a message and waits until it is settled or held. */
  send(message: unknown): Promise<Answer['body']>
  /** Calls of the kind that the simulator got. */
  calls(path: string): number
}

/** A desk with the simulator's official account and one open rights ticket. */
export async function setupChat(options: DeskOptions = {}, profile: Profile = 'v16'): Promise<TestChat> {
  const officialAccount = { profile, ...options.officialAccount }
  const desk = await setupDesk({ ...options, officialAccount })
  await desk.simulator.officialAccounts.change(SIMULATED_APP_ID, { profile })
  const ticket = await desk.fileRights({ extInfo: '请联系 13800001234' })
  const { openId } = desk.simulator.rights.get(ticket.platformId)
  const write: TestChat['write'] = async (message, headers) =>
    await desk.call('POST', `/api/v1/complaints/${ticket.id}/messages`, { message }, headers)
  return {
    ...desk,
    ticket,
    openId,
    write,
    received: () =>
      desk.simulator.officialAccounts
        .chat(SIMULATED_APP_ID, openId)
        .lines.filter((line) => line.side === 'merchant')
        .map(({ type, content }) => ({ type, content })),
    send: async (message) => {
      const answer = await write(message)
      if (answer.status !== 202) throw new Error(`not queued: ${JSON.stringify(answer.body)}`)
      return await desk.actionWhere(answer.body.actionId, ({ state }) => state === 'verified' || state === 'parked')
    },
    calls: (path) => desk.simulator.requests().filter((request) => request.path.startsWith(path)).length,
    [Symbol.asyncDispose]: async () => await desk[Symbol.asyncDispose](),
  }
}
