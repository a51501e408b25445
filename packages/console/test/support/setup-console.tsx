import { createMemoryHistory } from '@tanstack/react-router'
import { render, screen } from '@testing-library/react'
import userEvent from '@testing-library/user-event'
import { errorFromAnswer } from '../../src/api/errors.ts'
import { Console } from '../../src/app/console.tsx'
import { createConsole } from '../../src/app/create-console.ts'
import type { EventChannel } from '../../src/events/stream.ts'
import { createFakeDesk, type FakeDesk, type FakeDeskOptions, NOW } from './fake-desk.ts'

/** A line that the made-up desk tells its events over. */
function openEventsOf(desk: FakeDesk): () => EventChannel {
  return () => {
    const target = new EventTarget()
    const tell = (type: string, data: unknown) =>
      target.dispatchEvent(new MessageEvent(type, { data: JSON.stringify(data) }))
    desk.listeners.add(tell)
    queueMicrotask(() => target.dispatchEvent(new MessageEvent('open')))
    return {
      readyState: 1,
      addEventListener: (type, listener) =>
        target.addEventListener(type, (event) => {
          if (event instanceof MessageEvent) listener(event)
        }),
      close: () => desk.listeners.delete(tell),
    }
  }
}

export interface SetupOptions extends FakeDeskOptions {
  readonly path?: string
  readonly language?: 'zh-CN' | 'en'
}

/** Opens the page at a path, over a made-up desk of its own. */
export function setupConsole(options: SetupOptions = {}) {
  localStorage.setItem('redress.language', options.language ?? 'zh-CN')
  const desk = createFakeDesk(options)
  const props = createConsole({
    fetch: async (input, init) => await desk.fetch(new Request(input, init)),
    upload: async (file, options) => {
      options?.onProgress?.(1)
      const override = desk.overrides.get('POST /api/v1/images')
      if (override !== undefined) throw errorFromAnswer(await override(), undefined)
      return await Promise.resolve({ mediaKey: `key-${file.name}`, url: `/api/v1/images/key-${file.name}` })
    },
    uploadMedia: async (kind, file, options) => {
      options?.onProgress?.(1)
      const name = `POST /api/v1/media?kind=${kind}`
      desk.requests.push(name)
      const override = desk.overrides.get(name)
      if (override !== undefined) throw errorFromAnswer(await override(), undefined)
      const mediaKey = `key-${file.name}`
      return { mediaKey, url: `/api/v1/images/${mediaKey}`, contentType: file.type, size: file.size }
    },
    openEvents: openEventsOf(desk),
    browserNow: () => Date.parse(NOW),
    history: createMemoryHistory({ initialEntries: [options.path ?? '/'] }),
  })
  render(<Console {...props} />)
  return { desk, user: userEvent.setup({ delay: null }), router: props.router, screen }
}
