import { SIMULATED_APP_ID } from '../support/official-account.ts'
import { rightsXml, type XmlNotice } from '../support/rights-notice.ts'
import { type Answer, setupDesk, type TestDesk } from './support.ts'

/** A desk with an official account that is connected to the simulator. */
export const setupRightsDesk = async (options: Parameters<typeof setupDesk>[0] = {}): Promise<TestDesk> =>
  await setupDesk({ officialAccount: {}, ...options })

export const inState = (state: string) => (complaint: Answer['body']) => complaint.channelState === state

export const actionsIn = (complaint: Answer['body']): string[] =>
  complaint.timeline.map((entry: { action: string }) => entry.action)

/** Asks for the mark, with what is asked for. */
export const complete = async (
  desk: TestDesk,
  id: string,
  body: object = { settledAsAgreed: true, overrideReason: '电话谈妥' },
): Promise<Answer> => await desk.call('POST', `/api/v1/complaints/${id}/completion`, body)

/** What anybody can send who has seen one notification of the payer: signed, the rest made up. */
export async function forge(desk: TestDesk, notice: Partial<XmlNotice>): Promise<string> {
  const { paySignKey } = desk.simulator.officialAccounts.credentials(SIMULATED_APP_ID)
  const body = rightsXml({ appId: SIMULATED_APP_ID, paySignKey, ...notice })
  const answer = await fetch(`${desk.url}/callbacks/rights/account`, { method: 'POST', body })
  return await answer.text()
}

/** The complaint of a ticket, as soon as the desk has it. */
export async function ticketOf(desk: TestDesk, feedbackId: string): Promise<Answer['body']> {
  const { body } = await desk.call('GET', `/api/v1/complaints?channel=rights-v16&q=${feedbackId}`)
  return body.items.find((item: { platformId: string }) => item.platformId === feedbackId)
}
