import type { FaultKind } from '@redress/simulator'
import { describe, expect, it } from 'vitest'
import { SIMULATED_APP_ID } from '../support/official-account.ts'
import { setupChat } from './chat.ts'

describe('a delivery notice', () => {
  it.each(['drop-answer-after-commit', 'reset', 'http-500', 'http-429', 'system-busy', 'token-revoked'] as FaultKind[])(
    'is sent again until the platform has it, which changes nothing when it had it already: %s',
    async (kind) => {
      await using chat = await setupChat()
      chat.simulator.addFault({ kind, call: 'delivery', count: 1 })
      const { transactionId } = chat.simulator.rights.get(chat.ticket.platformId)
      const find = () =>
        chat.simulator.officialAccounts
          .payments(SIMULATED_APP_ID)
          .find((payment) => payment.transactionId === transactionId)
      const notice = { status: 'failed', at: '2026-03-01T10:00:00Z', outTradeNo: find()?.outTradeNo, reason: '缺货' }
      const { body } = await chat.call('POST', `/api/v1/complaints/${chat.ticket.id}/delivery-notice`, notice)
      await chat.actionWhere(body.actionId, ({ state }) => state === 'verified')
      expect(find()?.delivery).toMatchObject({ status: 'failed', message: '缺货' })
      const { timeline } = await chat.complaint(chat.ticket.id)
      const reported = timeline.filter((entry: { action: string }) => entry.action === 'RIGHTS_DELIVERY_REPORTED')
      expect(reported).toHaveLength(1)
    },
  )
})
