import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { judgeFiles, MAX_FILE_BYTES } from '../../src/reply/uploads.ts'

const file = (name: string, type: string, size = 10) =>
  Object.defineProperty(new File(['x'], name, { type }), 'size', { value: size })

describe('chosen files', () => {
  it('takes pictures the platform knows, up to the places left', () => {
    const files = ['a.jpg', 'b.png', 'c.bmp'].map((name, index) =>
      file(name, ['image/jpeg', 'image/png', 'image/bmp'][index] ?? ''),
    )
    expect(judgeFiles(files, 2)).toEqual({
      taken: files.slice(0, 2),
      refused: [{ name: 'c.bmp', why: 'too-many' }],
    })
  })

  it.each([
    ['list.pdf', 'application/pdf', 10, 'not-picture'],
    ['drawing.svg', 'image/svg+xml', 10, 'not-picture'],
    ['huge.png', 'image/png', MAX_FILE_BYTES + 1, 'too-big'],
  ] as const)('leaves out %s and says why', (name, type, size, why) => {
    expect(judgeFiles([file(name, type, size)], 4)).toEqual({ taken: [], refused: [{ name, why }] })
  })

  it('takes a picture of exactly the largest size', () => {
    expect(judgeFiles([file('a.png', 'image/png', MAX_FILE_BYTES)], 4).refused).toEqual([])
  })
})

it('leaves the largest picture room in a request through the front door of deploy/nginx.conf', async () => {
  const conf = await readFile(join(import.meta.dirname, '../../../../deploy/nginx.conf'), 'utf8')
  const mebibytes = Number(/client_max_body_size (\d+)m;/.exec(conf)?.[1])
  // The frame of a multipart body takes a few hundred bytes.
  expect(mebibytes * 1024 * 1024).toBeGreaterThan(MAX_FILE_BYTES + 1024)
})
