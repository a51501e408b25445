import { describe, expect, it } from 'vitest'
import { DeskError } from '../../src/errors.ts'
import { afterFailure } from '../../src/vault/fetcher.ts'

const now = new Date('2026-01-02T03:04:05Z')
const problem = (code: string): DeskError => new DeskError(code, 'm', 'r')

describe('a picture whose fetch failed', () => {
  it.each([
    ['is no picture', problem('PICTURE_TYPE'), 1, 'missing'],
    ['could not be reached', problem('PICTURE_UNREACHABLE'), 1, 'pending'],
    ['could not be reached eight times', problem('PICTURE_UNREACHABLE'), 8, 'missing'],
    ['has no vault to go to', problem('VAULT_UNREACHABLE'), 1, 'pending'],
    ['has had no vault to go to for days', problem('VAULT_REFUSED'), 1_000, 'pending'],
  ])('that %s', (_name, error, attempts, state) => {
    expect(afterFailure(error, attempts, now)).toMatchObject({ state, reason: error.code })
  })

  it('waits ten minutes at most', () => {
    expect(afterFailure(problem('VAULT_UNREACHABLE'), 1_000, now)).toMatchObject({
      nextAttemptAt: new Date(now.getTime() + 600_000),
    })
  })
})
