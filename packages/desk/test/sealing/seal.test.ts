import { createSecretKey, randomBytes } from 'node:crypto'
import { assert, nat, property, uint8Array } from 'fast-check'
import { describe, expect, it } from 'vitest'
import { openAtRest, type SealedPlace, sealAtRest } from '../../src/sealing/seal.ts'

const key = createSecretKey(randomBytes(32))
const place: SealedPlace = { table: 'merchants', column: 'private_key_sealed', row: '1' }

describe('a sealed value', () => {
  it('opens where it was sealed, whatever it is', () => {
    assert(
      property(uint8Array(), (plain) => {
        expect([...openAtRest(key, sealAtRest(key, plain, place), place)]).toEqual([...plain])
      }),
    )
  })

  it('does not open with any bit changed', () => {
    const sealed = sealAtRest(key, 'secret', place)
    assert(
      property(nat(sealed.length - 1), nat(7), (byte, bit) => {
        const touched = Buffer.from(sealed)
        touched.writeUInt8(touched.readUInt8(byte) ^ (1 << bit), byte)
        expect(() => openAtRest(key, touched, place)).toThrow(
          expect.objectContaining({ code: expect.stringMatching(/^(SEAL_BROKEN|MASTER_KEY_WRONG)$/) }),
        )
      }),
    )
  })

  it.each([
    ['table', { ...place, table: 'settings' }],
    ['column', { ...place, column: 'api_v3_key_sealed' }],
    ['row', { ...place, row: '2' }],
  ])('does not open in another %s', (_name, elsewhere) => {
    const sealed = sealAtRest(key, 'secret', place)
    expect(() => openAtRest(key, sealed, elsewhere)).toThrow(expect.objectContaining({ code: 'SEAL_BROKEN' }))
  })

  it('names the master key when another one sealed it', () => {
    const sealed = sealAtRest(createSecretKey(randomBytes(32)), 'secret', place)
    expect(() => openAtRest(key, sealed, place)).toThrow(expect.objectContaining({ code: 'MASTER_KEY_WRONG' }))
  })

  it('is different each time and shows nothing of what is inside', () => {
    const [first, second] = [sealAtRest(key, 'secret', place), sealAtRest(key, 'secret', place)]
    expect(first.equals(second)).toBe(false)
    expect(first.includes('secret')).toBe(false)
  })

  it.each([0, 1, 32])('of %i bytes is refused', (length) => {
    expect(() => openAtRest(key, Buffer.alloc(length, 1), place)).toThrow(
      expect.objectContaining({ code: 'SEAL_BROKEN' }),
    )
  })
})
