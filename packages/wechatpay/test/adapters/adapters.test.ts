import { createServer, type Server } from 'node:http'
import { serve } from '@hono/node-server'
import express from 'express'
import fastify from 'fastify'
import { Hono } from 'hono'
import Koa from 'koa'
import { describe, expect, it } from 'vitest'
import {
  type AdapterOptions,
  createNotificationReceiver,
  expressHandler,
  fastifyHandler,
  fastifyNotifications,
  fetchHandler,
  honoHandler,
  koaHandler,
  memoryReplayCache,
  nodeHandler,
  ProtocolError,
  parseApiV3Key,
} from '../../src/index.ts'
import { NOW, testingKeyring } from '../fixtures/merchant.ts'
import { makeNotification } from '../fixtures/notifications.ts'
import { TESTING_API_V3_KEY } from '../fixtures/vectors.ts'

/** A running server: its address, and how to end it. */
interface Running {
  readonly url: string
  close(): Promise<void>
}

const listening = async (server: Server): Promise<Running> => {
  if (!server.listening) await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address = server.address()
  const port = typeof address === 'object' && address !== null ? address.port : 0
  return {
    url: `http://127.0.0.1:${port}/callbacks`,
    close: () =>
      new Promise((resolve) => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

/** Starts a framework with the adapter, with or without a body parser in front of it. */
type Start = (options: AdapterOptions, parsed: boolean) => Promise<Running>

const FRAMEWORKS: readonly (readonly [string, RegExp, Start])[] = [
  [
    'node:http',
    /before this handler/,
    (options, parsed) => {
      const handler = nodeHandler(options)
      return listening(
        createServer((request, response) => {
          void (async () => {
            if (parsed) for await (const chunk of request) void chunk
            await handler(request, response)
          })()
        }),
      )
    },
  ],
  [
    'Express',
    /express\.json\(\)/,
    (options, parsed) => {
      const app = express()
      if (parsed) app.use(express.json())
      app.post('/callbacks', expressHandler(options))
      return listening(createServer(app))
    },
  ],
  [
    'Fastify',
    /fastifyNotifications/,
    async (options, parsed) => {
      const app = fastify()
      if (parsed) app.post('/callbacks', fastifyHandler(options))
      else await app.register(fastifyNotifications, { ...options, path: '/callbacks' })
      await app.listen({ port: 0, host: '127.0.0.1' })
      const running = await listening(app.server)
      return { url: running.url, close: () => app.close() }
    },
  ],
  [
    'Hono',
    /c\.req\.json/,
    (options, parsed) => {
      const app = new Hono()
      if (parsed) {
        app.use(async (context, next) => {
          await context.req.json()
          await next()
        })
      }
      app.post('/callbacks', honoHandler(options))
      return new Promise((resolve) => {
        const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, () => {
          if ('closeAllConnections' in server) resolve(listening(server))
        })
      })
    },
  ],
  [
    'Koa',
    /bodyParser\(\)/,
    (options, parsed) => {
      const app = new Koa()
      if (parsed) {
        app.use(async (context, next) => {
          Object.assign(context.request, { body: {} })
          await next()
        })
      }
      app.use(koaHandler(options))
      return listening(createServer((request, response) => void app.callback()(request, response)))
    },
  ],
]

const setup = (change: Partial<AdapterOptions> = {}) => {
  const heard: string[] = []
  const errors: unknown[] = []
  const options: AdapterOptions = {
    receiver: createNotificationReceiver({
      keyring: testingKeyring(),
      apiV3Key: parseApiV3Key(TESTING_API_V3_KEY),
      now: () => NOW,
      replayCache: memoryReplayCache({ now: () => NOW }),
    }),
    handle: (event) => void heard.push(event.id),
    onError: (error) => errors.push(error),
    ...change,
  }
  return { options, heard, errors }
}

const post = async (url: string, headers: Record<string, string>, body: Uint8Array) => {
  const response = await fetch(url, { method: 'POST', headers, body: new Uint8Array(body) })
  return { status: response.status, text: await response.text() }
}

describe.each(FRAMEWORKS)('%s', (_, remedy, start) => {
  const withServer = async <Result>(
    options: AdapterOptions,
    parsed: boolean,
    work: (url: string) => Promise<Result>,
  ): Promise<Result> => {
    const running = await start(options, parsed)
    try {
      return await work(running.url)
    } finally {
      await running.close()
    }
  }

  it('answers 204 to a genuine notification once its handler is done, and to the same one again without a second call', async () => {
    const { options, heard, errors } = setup()
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const answers = await withServer(options, false, async (url) => [
      await post(url, headers, body),
      await post(url, headers, body),
    ])
    expect(answers).toEqual([
      { status: 204, text: '' },
      { status: 204, text: '' },
    ])
    expect(heard).toEqual(['EV-CREATE_COMPLAINT'])
    expect(errors).toEqual([])
  })

  it('refuses one changed byte, a probe and a body that is too large, in the shape the platform expects', async () => {
    const { options, heard } = setup({ maxBytes: 4000 })
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const answers = await withServer(options, false, async (url) => [
      await post(url, headers, Buffer.concat([body, Buffer.from(' ')])),
      await post(url, { ...headers, 'wechatpay-signature': 'WECHATPAY/SIGNTEST/%%%' }, body),
      await post(url, headers, Buffer.alloc(4001, 'x')),
      await post(url, { 'content-type': 'application/json' }, body),
    ])
    expect(answers.map((answer) => answer.status)).toEqual([401, 401, 413, 401])
    for (const answer of answers)
      expect(JSON.parse(answer.text)).toEqual({ code: 'FAIL', message: expect.stringMatching(/\S/) })
    expect(heard).toEqual([])
  })

  it('answers 500 when the handler fails, and takes the very same delivery again', async () => {
    let failing = true
    const { options, heard, errors } = setup({
      handle: (event) => {
        if (failing) throw new Error('full disk')
        heard.push(event.id)
      },
    })
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const answers = await withServer(options, false, async (url) => {
      const first = await post(url, headers, body)
      failing = false
      return [first, await post(url, headers, body)]
    })
    expect(answers.map((answer) => answer.status)).toEqual([500, 204])
    expect(answers[0]?.text).not.toContain('disk')
    expect(errors).toEqual([expect.objectContaining({ message: 'full disk' })])
    expect(heard).toEqual(['EV-CREATE_COMPLAINT'])
  })

  it('refuses a body that was parsed before, and says what to move', async () => {
    const { options, heard, errors } = setup()
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const answer = await withServer(options, true, (url) => post(url, headers, body))
    expect(answer.status).toBe(500)
    expect(errors).toEqual([expect.any(ProtocolError)])
    expect(errors[0]).toMatchObject({ code: 'BODY_PARSED_ALREADY', remedy: expect.stringMatching(remedy) })
    expect(heard).toEqual([])
  })
})

describe('the standard Request', () => {
  it('is answered with a standard Response, and refused when its body was read', async () => {
    const { options, errors } = setup()
    const { headers, body } = makeNotification('CREATE_COMPLAINT')
    const request = new Request('https://shop.example/callbacks', {
      method: 'POST',
      headers,
      body: new Uint8Array(body),
    })
    expect((await fetchHandler(options)(request)).status).toBe(204)
    expect((await fetchHandler(options)(request)).status).toBe(500)
    expect(errors[0]).toMatchObject({ code: 'BODY_PARSED_ALREADY' })
  })
})

describe('a body of unknown length', () => {
  const streamed = (chunk: Uint8Array, chunks: number) => {
    const seen = { pulled: 0, cancelled: false }
    const body = new ReadableStream<Uint8Array>(
      {
        pull: (controller) => {
          if (seen.pulled === chunks) return controller.close()
          seen.pulled += 1
          controller.enqueue(chunk)
        },
        cancel: () => {
          seen.cancelled = true
        },
      },
      { highWaterMark: 0 },
    )
    return { seen, body }
  }
  const { headers, body } = makeNotification('CREATE_COMPLAINT')
  // The types of RequestInit lack what node demands for a stream.
  const halfDuplex = { duplex: 'half' }
  const request = (body: ReadableStream<Uint8Array>): Request =>
    new Request('https://shop.example/callbacks', { method: 'POST', headers, body, ...halfDuplex })
  const handlers = [
    ['fetchHandler', (options: AdapterOptions, raw: Request) => fetchHandler(options)(raw)],
    ['honoHandler', (options: AdapterOptions, raw: Request) => honoHandler(options)({ req: { raw } })],
  ] as const

  it.each(handlers)('is read by %s up to the limit and no further', async (_, handle) => {
    const { options, errors } = setup({ maxBytes: 4000 })
    const { seen, body: stream } = streamed(new Uint8Array(1000), 1_000_000)
    expect((await handle(options, request(stream))).status).toBe(413)
    expect(seen).toEqual({ pulled: 5, cancelled: true })
    expect(errors).toEqual([expect.objectContaining({ code: 'BODY_TOO_LARGE' })])
  })

  it.each(handlers)('is put together by %s when it fits', async (_, handle) => {
    const { options, heard } = setup({ maxBytes: body.length })
    const halves = new ReadableStream<Uint8Array>({
      start: (controller) => {
        controller.enqueue(new Uint8Array(body.subarray(0, 100)))
        controller.enqueue(new Uint8Array(body.subarray(100)))
        controller.close()
      },
    })
    expect((await handle(options, request(halves))).status).toBe(204)
    expect(heard).toEqual(['EV-CREATE_COMPLAINT'])
  })

  it('is taken whole from a request that has no stream', async () => {
    const { options, heard } = setup({ maxBytes: body.length })
    const whole = new Uint8Array(body)
    const bare = (bytes: Uint8Array<ArrayBuffer>) => ({
      headers: new Headers(headers),
      bodyUsed: false,
      arrayBuffer: () => Promise.resolve(bytes.buffer),
    })
    expect((await fetchHandler(options)(bare(new Uint8Array(body.length + 1)))).status).toBe(413)
    expect((await fetchHandler(options)(bare(whole))).status).toBe(204)
    expect(heard).toHaveLength(1)
  })
})

it('a replay cache that is down does not keep the answer from the platform', async () => {
  const { options, errors } = setup()
  const { headers, body } = makeNotification('CREATE_COMPLAINT')
  const down = () => Promise.reject(new Error('the cache is down'))
  const answer = await fetchHandler({
    ...options,
    receiver: { ...options.receiver, settle: down, release: down },
  })(new Request('https://shop.example/callbacks', { method: 'POST', headers, body: new Uint8Array(body) }))
  expect(answer.status).toBe(500)
  expect(await answer.json()).toMatchObject({ code: 'FAIL' })
  expect(errors).toEqual([new Error('the cache is down'), new Error('the cache is down')])
})

it('Express takes the Buffer of express.raw as well', async () => {
  const { options, heard } = setup()
  const app = express()
  app.use(express.raw({ type: '*/*' }))
  app.post('/callbacks', expressHandler(options))
  const running = await listening(createServer(app))
  const { headers, body } = makeNotification('CREATE_COMPLAINT')
  expect((await post(running.url, headers, body)).status).toBe(204)
  await running.close()
  expect(heard).toHaveLength(1)
})
