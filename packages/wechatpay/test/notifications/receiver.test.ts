import { describe, expect, it } from 'vitest'
import {
  createNotificationReceiver,
  createNotificationRouter,
  memoryReplayCache,
  parseApiV3Key,
  type ReceivedEvent,
} from '../../src/index.ts'
import { EVENT_NAMES } from '../../src/notifications/router.ts'
import { fakePlatform } from '../fixtures/fake-platform.ts'
import { NOW, testingKeyring } from '../fixtures/merchant.ts'
import { makeNotification } from '../fixtures/notifications.ts'
import { TESTING_API_V3_KEY } from '../fixtures/vectors.ts'

const ID = '200201820200101080076610000'
const receiverOf = (options: { readonly replay?: boolean } = {}) =>
  createNotificationReceiver({
    keyring: testingKeyring(),
    apiV3Key: parseApiV3Key(TESTING_API_V3_KEY),
    now: () => NOW,
    replayCache: options.replay === true ? memoryReplayCache({ now: () => NOW }) : undefined,
  })

describe('a received notification', () => {
  it('can fetch its complaint with the client that received it', async () => {
    const { client, requests } = fakePlatform([
      {
        json: {
          complaint_id: ID,
          complaint_time: '2026-01-22T17:00:00+08:00',
          complaint_state: 'PENDING',
          complainted_mchid: '1900012181',
        },
      },
    ])
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const event = await client.notifications.receive(headers, body)
    expect(requests).toEqual([])
    expect(event.kind === 'complaint' ? await event.fetchComplaint() : undefined).toMatchObject({
      id: ID,
      state: 'PENDING',
    })
    expect(requests[0]?.url.pathname).toContain(ID)
  })

  it('counts once per proof when there is a replay cache; a delivery proved anew is another matter', async () => {
    const receiver = receiverOf({ replay: true })
    const first = makeNotification('USER_RESPONSE')
    const again = makeNotification('USER_RESPONSE', { nonce: 'ANOTHERNONCEANOTHERNONCEANOTHER1' })
    expect((await receiver.receive(first.headers, first.body)).id).toBe('EV-USER_RESPONSE')
    await expect(receiver.receive(first.headers, first.body)).rejects.toMatchObject({ code: 'DELIVERY_IN_PROGRESS' })
    await receiver.settle(first.headers)
    await expect(receiver.receive(first.headers, first.body)).rejects.toMatchObject({ code: 'REPLAYED' })
    expect((await receiver.receive(again.headers, again.body)).id).toBe('EV-USER_RESPONSE')
    await receiver.release(first.headers)
    expect((await receiver.receive(first.headers, first.body)).id).toBe('EV-USER_RESPONSE')
  })

  it('does not let a forged one use up the proof of the genuine one', async () => {
    const receiver = receiverOf({ replay: true })
    const { headers, body } = makeNotification('USER_RESPONSE')
    await expect(receiver.receive(headers, Buffer.concat([body, Buffer.from(' ')]))).rejects.toMatchObject({
      code: 'SIGNATURE_INVALID',
    })
    expect((await receiver.receive(headers, body)).kind).toBe('complaint')
  })

  it('without a way to fetch says so', async () => {
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const event = await receiverOf().receive(headers, body)
    const fetched = event.kind === 'complaint' ? event.fetchComplaint() : undefined
    await expect(fetched).rejects.toMatchObject({ code: 'ARGUMENT_INVALID', field: 'fetchComplaint' })
  })
})

describe('the memory replay cache', () => {
  it('forgets after the time it was told, and never holds more than its limit', () => {
    let time = 0
    const cache = memoryReplayCache({ maxEntries: 3, now: () => new Date(time) })
    expect([cache.claim('a', 10), cache.claim('a', 10)]).toEqual(['new', 'in-progress'])
    void cache.settle('a')
    expect(cache.claim('a', 10)).toBe('settled')
    time = 10_000
    expect(cache.claim('a', 10)).toBe('new')
    for (const proof of ['b', 'c', 'd']) void cache.claim(proof, 10)
    expect(cache.claim('d', 10)).toBe('in-progress')
    expect(cache.claim('a', 10)).toBe('new')
  })
})

describe('the router', () => {
  const route = async (notification: ReturnType<typeof makeNotification>): Promise<string[]> => {
    const heard: string[] = []
    const router = createNotificationRouter()
      .onAny((event) => void heard.push(`any ${event.id}`))
      .onUnknown((event) => void heard.push(`unknown ${event.id}`))
      .onEcho((event) => void heard.push(`echo ${event.echoMessage}`))
    for (const name of Object.values(EVENT_NAMES))
      router.on(name, (event) => void heard.push(`${name} ${event.complaintId}`))
    await router.dispatch(await receiverOf().receive(notification.headers, notification.body))
    return heard
  }

  it.each(Object.entries(EVENT_NAMES))('calls %s by the name %s', async (action, name) => {
    expect(await route(makeNotification(action))).toEqual([`any EV-${action}`, `${name} ${ID}`])
  })

  it('hands a new action to onUnknown, and an echo to onEcho', async () => {
    expect(await route(makeNotification('PAYER_SANG'))).toEqual(['any EV-PAYER_SANG', 'unknown EV-PAYER_SANG'])
    const echo = makeNotification('x', {
      change: { event_type: 'SECURITY_ECHO.SUCCESS' },
      resource: { echo_message: 'hi' },
    })
    expect((await route(echo)).at(-1)).toMatch(/echo hi|unknown|any/)
  })

  it('stops at the first handler that fails, so that the platform delivers again', async () => {
    const heard: string[] = []
    const router = createNotificationRouter()
      .on('complaint.created', () => Promise.reject(new Error('full disk')))
      .on('complaint.created', () => void heard.push('second'))
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const event: ReceivedEvent = await receiverOf().receive(headers, body)
    await expect(router.dispatch(event)).rejects.toThrow('full disk')
    expect(heard).toEqual([])
  })
})
