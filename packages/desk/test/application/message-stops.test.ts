import { pino } from 'pino'
import { describe, expect, it } from 'vitest'
import { createSender } from '../../src/outbox/sender.ts'
import type { Channel, Channels } from '../../src/platform/channel.ts'
import { createTurns } from '../../src/platform/turns.ts'
import { filesForPlatform } from '../../src/vault/shrink.ts'
import { noisyPicture } from '../support/media.ts'
import { setupChat, type TestChat } from './chat.ts'

/** Where a process ends without a word. */
const STOPS = [
  'before the file is uploaded',
  'after the file is uploaded',
  'before the call leaves',
  'after the platform took it',
  'after it entered the conversation',
] as const
type Stop = (typeof STOPS)[number]

/** A worker that comes to `stop` and never does anything again, as a killed process would. */
function startDoomedWorker(chat: TestChat, stop: Stop): Promise<void> {
  const { application, database } = chat
  return new Promise((arrived) => {
    const end = async (): Promise<never> => {
      arrived()
      return await new Promise<never>(() => undefined)
    }
    const doomed = (channel: Channel): Channel => ({
      ...channel,
      uploadMedia: async (kind, file) => {
        if (stop === 'before the file is uploaded') return await end()
        const id = await channel.uploadMedia(kind, file)
        return stop === 'after the file is uploaded' ? await end() : id
      },
      sendMessage: async (platformId, intent) => {
        if (stop === 'before the call leaves') return await end()
        if (stop === 'after the platform took it') {
          const { client } = application.officialAccountClients(chat.accountId)
          await client.messages.send(chat.openId, intent.message)
          return await end()
        }
        await channel.sendMessage(platformId, intent)
        return await end()
      },
    })
    const channels: Channels = (merchantId) => doomed(application.channels(merchantId))
    const sender = createSender({
      db: database.kysely,
      channels,
      turns: createTurns(),
      picture: async () => undefined,
      file: filesForPlatform(application.vault),
      refresh: async (key) => await application.applier.refresh(key),
      clock: () => new Date(),
      log: pino({ level: 'silent' }),
      retry: { maxAttempts: 12, baseMs: 20, capMs: 200, settleMs: 50 },
      leaseMs: 5_000,
    })
    void sender.sendNext()
  })
}

describe('a worker killed while it sends a message', () => {
  it.each([
    ['before the file is uploaded', 'verified', 1],
    ['after the file is uploaded', 'verified', 1],
    ['before the call leaves', 'parked', 0],
    ['after the platform took it', 'parked', 1],
    ['after it entered the conversation', 'verified', 1],
  ] as const)('%s: at most one arrives, and none is lost that had not left', async (stop, state, arrived) => {
    await using chat = await setupChat({ workers: false })
    const { mediaKey } = (await chat.uploadMedia('image', await noisyPicture(40, 'png'))).body
    const actionId = (await chat.write({ type: 'image', mediaKey })).body.actionId
    const action = async () => (await chat.call('GET', `/api/v1/actions/${actionId}`)).body
    await startDoomedWorker(chat, stop)

    // While its lease lasts the dead worker may still be alive.
    expect(await chat.application.sender.sendNext()).toBe(false)
    await chat.database.pool.query(`update actions set lease_until = '2020-01-01'`)
    while ((await chat.application.sender.sendNext()) === true);
    expect(await action()).toMatchObject({ state })
    expect(chat.received()).toHaveLength(arrived)

    // Workers go on by themselves as long as they like: nothing is added.
    await chat.database.pool.query(`update actions set next_attempt_at = '2020-01-01'`)
    while ((await chat.application.sender.sendNext()) === true);
    expect(chat.received()).toHaveLength(arrived)
  })

  it('before the call leaves: the message is kept, says why it waits, and arrives once a person retries', async () => {
    await using chat = await setupChat({ workers: false })
    const actionId = (await chat.write({ type: 'text', content: '您好' })).body.actionId
    await startDoomedWorker(chat, 'before the call leaves')
    await chat.database.pool.query(`update actions set lease_until = '2020-01-01'`)
    await chat.application.sender.sendNext()
    const held = (await chat.call('GET', `/api/v1/actions/${actionId}`)).body
    expect(held).toMatchObject({ state: 'parked', problem: { code: 'OUTCOME_UNKNOWN' } })
    await chat.call('POST', `/api/v1/actions/${actionId}/retry`)
    await chat.application.sender.sendNext()
    expect((await chat.call('GET', `/api/v1/actions/${actionId}`)).body.state).toBe('verified')
    expect(chat.received()).toEqual([{ type: 'text', content: { content: '您好' } }])
  })

  it('that was only slow finds its message settled by what it wrote itself', async () => {
    await using chat = await setupChat({ workers: false })
    const actionId = (await chat.write({ type: 'text', content: '您好' })).body.actionId
    await startDoomedWorker(chat, 'before the call leaves')
    await chat.database.pool.query(`update actions set lease_until = '2020-01-01'`)
    await chat.application.sender.sendNext()
    const message = { type: 'text', content: '您好' } as const
    const { platformId } = chat.ticket
    const channel = chat.application.channels(chat.accountId)
    await channel.sendMessage(platformId, { actionId, actor: 'lin', message })
    await chat.application.applier.refresh({ merchantId: chat.accountId, channel: 'rights-v16', platformId })
    expect((await chat.call('GET', `/api/v1/actions/${actionId}`)).body).toMatchObject({
      state: 'verified',
      problem: null,
    })
    expect(chat.received()).toHaveLength(1)
  })
})
