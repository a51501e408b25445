import { describe, expect, it } from 'vitest'
import { type Answer, setupDesk, type TestDesk } from './support.ts'

const setupRightsDesk = async (): Promise<TestDesk> => await setupDesk({ officialAccount: {} })

const stateOf = (state: string) => (complaint: Answer['body']) => complaint.channelState === state

const complete = async (
  desk: TestDesk,
  id: string,
  body: object = { settledAsAgreed: true, overrideReason: '电话谈妥' },
) => await desk.call('POST', `/api/v1/complaints/${id}/completion`, body)

describe('the life of a rights ticket', () => {
  it('is filed, marked, refused, marked again and confirmed, and every step is in its timeline', async () => {
    await using desk = await setupRightsDesk()
    const { id, platformId } = await desk.fileRights({ solution: '换货', extInfo: '请尽快联系 13800001234' })
    const filed = await desk.complaint(id)
    expect(filed).toMatchObject({
      state: 'PENDING',
      channelState: 'PENDING',
      detail: '请尽快联系',
      merchant: 'account',
    })
    expect((await complete(desk, id)).status).toBe(202)
    await desk.complaintWhere(id, stateOf('MARKED'))
    expect(desk.simulator.rights.get(platformId).state).toBe('MARKED')
    desk.simulator.rights.reject(platformId)
    const rejected = await desk.complaintWhere(id, stateOf('REJECTED'))
    expect(rejected).toMatchObject({ state: 'PROCESSING', complaintTimes: 2 })
    expect((await complete(desk, id)).status).toBe(202)
    await desk.complaintWhere(id, stateOf('MARKED'))
    desk.simulator.rights.confirm(platformId)
    const closed = await desk.complaintWhere(id, stateOf('CLOSED'))
    expect(closed.timeline.map((entry: { action: string }) => entry.action)).toEqual([
      'USER_CREATE_COMPLAINT',
      'RIGHTS_MARKED',
      'RIGHTS_REJECTED',
      'RIGHTS_MARKED',
      'RIGHTS_CONFIRMED',
    ])
  })
})
