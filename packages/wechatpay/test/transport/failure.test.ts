import { describe, expect, it } from 'vitest'
import { failureKind } from '../../src/transport/failure.ts'
import { fakePlatform } from '../fixtures/fake-platform.ts'

const systemError = (code: string, syscall?: string): Error =>
  Object.assign(new Error(code), { code, ...(syscall === undefined ? {} : { syscall }) })
/** How node's fetch wraps it. */
const fetchFailed = (cause: unknown): TypeError => new TypeError('fetch failed', { cause })

describe('nothing was sent after', () => {
  it.each([
    ['ECONNREFUSED', undefined],
    ['ECONNREFUSED', 'connect'],
    ['EHOSTUNREACH', 'connect'],
    ['ENETUNREACH', 'connect'],
    ['ETIMEDOUT', 'connect'],
    ['ECONNRESET', 'connect'],
    ['ENOTFOUND', undefined],
    ['ENOTFOUND', 'getaddrinfo'],
    ['ENOTFOUND', 'queryA'],
    ['EAI_AGAIN', 'getaddrinfo'],
    ['EAI_FAIL', 'getaddrinfo'],
    ['UND_ERR_CONNECT_TIMEOUT', undefined],
    ['CERT_HAS_EXPIRED', undefined],
    ['CERT_NOT_YET_VALID', undefined],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', undefined],
    ['SELF_SIGNED_CERT_IN_CHAIN', undefined],
    ['UNABLE_TO_GET_ISSUER_CERT_LOCALLY', undefined],
    ['UNABLE_TO_VERIFY_LEAF_SIGNATURE', undefined],
    ['ERR_TLS_CERT_ALTNAME_INVALID', undefined],
  ])('%s of %s', (code, syscall) => {
    expect(failureKind(systemError(code, syscall))).toBe('not-sent')
    expect(failureKind(fetchFailed(systemError(code, syscall)))).toBe('not-sent')
  })

  it('every address was tried in vain', () => {
    const tried = [systemError('ECONNREFUSED', 'connect'), systemError('ETIMEDOUT', 'connect')]
    const together = Object.assign(new AggregateError(tried), { code: 'ECONNREFUSED' })
    expect(failureKind(fetchFailed(together))).toBe('not-sent')
  })
})

describe('something may have been sent before', () => {
  it.each([
    ['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', undefined],
    ['ERR_SSL_SSLV3_ALERT_BAD_RECORD_MAC', undefined],
    // TLS 1.3 refuses the certificate of a client after its first request.
    ['ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED', undefined],
    ['ERR_SSL_TLSV1_ALERT_UNKNOWN_CA', undefined],
    ['ERR_TLS_RENEGOTIATION_DISABLED', undefined],
    ['EHOSTUNREACH', 'read'],
    ['EHOSTUNREACH', undefined],
    ['ENETUNREACH', 'write'],
    ['ECONNREFUSED', 'read'],
    ['ETIMEDOUT', 'read'],
    ['ECONNRESET', 'read'],
    ['ECONNRESET', undefined],
    ['EPIPE', 'write'],
    ['UND_ERR_SOCKET', undefined],
    ['UND_ERR_HEADERS_TIMEOUT', undefined],
  ])('%s of %s', (code, syscall) => {
    expect(failureKind(systemError(code, syscall))).toBe('broken')
    expect(failureKind(fetchFailed(systemError(code, syscall)))).toBe('broken')
  })

  it.each([
    ['a refused connection among others', new AggregateError([systemError('ECONNREFUSED'), systemError('ECONNRESET')])],
    [
      'the last of several tries of a wrapper',
      Object.assign(new Error('gave up', { cause: systemError('ECONNREFUSED') }), { code: 'RETRIES_EXHAUSTED' }),
    ],
    ['an error without a code', new TypeError('terminated')],
    ['something that is no error', 'ECONNREFUSED'],
  ])('%s', (_, error) => {
    expect(failureKind(error)).toBe('broken')
  })

  it('a write is not sent again after a damaged record', async () => {
    const damaged = fetchFailed(systemError('ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC'))
    const { client, requests } = fakePlatform([damaged])
    await expect(client.complaints.complete('2002', { complaintedMerchantId: '1900012181' })).rejects.toMatchObject({
      code: 'OUTCOME_UNKNOWN',
    })
    expect(requests).toHaveLength(1)
  })
})
