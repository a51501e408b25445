import { describe, expect, it } from 'vitest'
import {
  type Connection,
  type DeskEvent,
  type EventChannel,
  eventFrom,
  listenToDesk,
  reconnectDelayMs,
} from '../../src/events/stream.ts'

class FakeChannel implements EventChannel {
  readonly #target = new EventTarget()
  readyState = 0
  closed = false
  open(): void {
    this.readyState = 1
    this.#target.dispatchEvent(new MessageEvent('open'))
  }
  fail(readyState: 0 | 2): void {
    this.readyState = readyState
    this.#target.dispatchEvent(new MessageEvent('error'))
  }
  tell(type: string, data: unknown): void {
    this.#target.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
  }
  close(): void {
    this.closed = true
  }
  addEventListener(type: string, listener: (event: MessageEvent<string>) => void): void {
    this.#target.addEventListener(type, (event) => {
      if (event instanceof MessageEvent) listener(event)
    })
  }
}

function setup() {
  const channels: FakeChannel[] = []
  const events: DeskEvent[] = []
  const connections: Connection[] = []
  let opened = 0
  let recovered = 0
  let refused = 0
  const stop = listenToDesk({
    open: () => {
      const channel = new FakeChannel()
      channels.push(channel)
      return channel
    },
    onEvent: (event) => events.push(event),
    onConnection: (connection) => connections.push(connection),
    onOpened: () => {
      opened += 1
    },
    onRecovered: () => {
      recovered += 1
    },
    onRefused: () => {
      refused += 1
    },
    delayMs: () => 0,
  })
  const last = () => {
    const channel = channels.at(-1)
    if (channel === undefined) throw new Error('no channel')
    return channel
  }
  return {
    channels,
    events,
    connections,
    stop,
    last,
    opened: () => opened,
    recovered: () => recovered,
    refused: () => refused,
  }
}

describe('the line to the desk', () => {
  it('passes on what the desk tells, and nothing it does not know', () => {
    const { last, events } = setup()
    last().open()
    last().tell('complaint.changed', { id: 'c1', merchant: 'qinghe', state: 'PENDING' })
    last().tell('action.changed', { id: 'a1', complaintId: 'c1', state: 'sent' })
    last().tell('weather.changed', { id: 'w1' })
    expect(events).toEqual([
      { type: 'complaint.changed', id: 'c1' },
      { type: 'action.changed', id: 'a1', complaintId: 'c1' },
    ])
  })

  it('says once that it stands, so that what happened before can be read', () => {
    const { last, opened, recovered } = setup()
    expect(opened()).toBe(0)
    last().open()
    last().open()
    expect([opened(), recovered()]).toEqual([1, 0])
  })

  it('leaves a broken line to the browser, and says when it stands again', () => {
    const { last, channels, connections, recovered, refused } = setup()
    last().open()
    expect(recovered()).toBe(0)
    last().fail(0)
    expect(refused()).toBe(0)
    last().open()
    expect(connections).toEqual(['connecting', 'open', 'lost', 'open'])
    expect(recovered()).toBe(1)
    expect(channels).toHaveLength(1)
  })

  it('opens a new one after a refusal, which the browser never retries', async () => {
    const { last, channels, recovered, refused } = setup()
    last().fail(2)
    expect(refused()).toBe(1)
    await expect.poll(() => channels.length).toBe(2)
    last().open()
    expect(recovered()).toBe(1)
  })

  it('stays silent once stopped', () => {
    const { last, stop, events, connections } = setup()
    last().open()
    stop()
    last().tell('hello', { now: '2026-11-22T14:30:00+08:00' })
    last().fail(2)
    expect(last().closed).toBe(true)
    expect(events).toEqual([])
    expect(connections).toEqual(['connecting', 'open'])
  })

  it.each([
    [1, 1000],
    [2, 2000],
    [5, 16_000],
    [6, 30_000],
    [40, 30_000],
  ])('waits after %s failures for %s ms', (failures, delay) => {
    expect(reconnectDelayMs(failures)).toBe(delay)
  })

  it.each(['', '{', 'null', '[]', '{"id":5}'])('drops an event that says %j', (data) => {
    expect(eventFrom('complaint.changed', data)).toBeUndefined()
  })
})
