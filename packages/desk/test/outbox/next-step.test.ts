import { PlatformError, ProtocolError, TransportError } from '@redress/wechatpay'
import * as fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { DeskError } from '../../src/errors.ts'
import { judgeFailure, judgeSingleWrite } from '../../src/outbox/judge.ts'
import { nextStep, type SendResult } from '../../src/outbox/next-step.ts'

const request = { method: 'POST', path: '/v3/x', host: 'api.test' }
const errcode = (errcode: number, code: string) =>
  new PlatformError({
    status: 200,
    code,
    platformMessage: 'no',
    detail: { errcode },
    requestId: undefined,
    request,
  })
const refusal = (status: number, code: string) =>
  new PlatformError({ status, code, platformMessage: 'no', detail: undefined, requestId: undefined, request })
const transport = (code: ConstructorParameters<typeof TransportError>[0]) =>
  new TransportError(code, 'lost', { request })
const protocol = (code: ConstructorParameters<typeof ProtocolError>[0]) => new ProtocolError(code, 'no')

describe('judging a failed attempt', () => {
  it.each([
    ['a refusal of the parameters', refusal(400, 'PARAM_ERROR'), 'refused', 'refused'],
    ['a code nobody has seen', refusal(403, 'INVENTED_NEXT_YEAR'), 'refused', 'refused'],
    ['too many calls', refusal(429, 'FREQUENCY_LIMITED'), 'not-sent', 'not-sent'],
    ['a signature problem of ours', refusal(401, 'SIGN_ERROR'), 'not-sent', 'not-sent'],
    ['a fault of the platform', refusal(500, 'SYSTEM_ERROR'), 'not-sent', 'unknown'],
    ['a gateway page', refusal(502, 'HTTP_502'), 'not-sent', 'unknown'],
    ['no connection', transport('CONNECTION_FAILED'), 'not-sent', 'not-sent'],
    ['a lost answer', transport('OUTCOME_UNKNOWN'), 'not-sent', 'unknown'],
    ['a time-out', transport('TIMEOUT'), 'not-sent', 'unknown'],
    ['an answer that proves nothing', protocol('SIGNATURE_INVALID'), 'not-sent', 'unknown'],
    ['a probe', protocol('SIGNATURE_PROBE'), 'not-sent', 'unknown'],
    ['a mistake found before sending', protocol('ARGUMENT_INVALID'), 'refused', 'refused'],
    ['a picture that cannot be sent', new DeskError('PICTURE_TOO_LARGE', 'big', 'shrink'), 'refused', 'refused'],
    ['an official account whose token was refused', errcode(40001, 'ACCESS_TOKEN_SUPERSEDED'), 'not-sent', 'not-sent'],
    ['a busy platform of official accounts', errcode(-1, 'SYSTEM_BUSY'), 'not-sent', 'not-sent'],
    ['too many calls of an official account', errcode(45011, 'MINUTE_QUOTA_USED_UP'), 'not-sent', 'not-sent'],
    ['a used-up day of an official account', errcode(45009, 'DAY_QUOTA_USED_UP'), 'refused', 'refused'],
    ['a closed reply window', errcode(45015, 'REPLY_WINDOW_CLOSED'), 'refused', 'refused'],
    ['an error nobody foresaw', new Error('boom'), 'not-sent', 'unknown'],
  ] as const)('%s: %s before the write, %s during it', (_, error, prepare, write) => {
    expect(judgeFailure(error, 'prepare').kind).toBe(prepare)
    expect(judgeFailure(error, 'write').kind).toBe(write)
  })

  it('keeps code, message and remedy, and nothing of an error nobody foresaw', () => {
    expect(judgeFailure(refusal(403, 'NO_AUTH'), 'write')).toMatchObject({
      problem: { code: 'NO_AUTH', message: 'no', remedy: expect.stringMatching(/./) },
    })
    expect(JSON.stringify(judgeFailure(new Error('13812341234'), 'write'))).not.toContain('138')
  })
})

describe('judging a write that must happen at most once', () => {
  it.each([
    ['a lost answer', transport('OUTCOME_UNKNOWN'), 'undecidable'],
    ['an error nobody foresaw', new Error('boom'), 'undecidable'],
    ['no connection', transport('CONNECTION_FAILED'), 'not-sent'],
    ['a token that did not come in time', transport('TIMEOUT'), 'not-sent'],
    ['a token call that failed', refusal(500, 'HTTP_500'), 'not-sent'],
    ['a token answer that cannot be read', protocol('ANSWER_INVALID'), 'not-sent'],
    ['a busy platform', errcode(-1, 'SYSTEM_BUSY'), 'not-sent'],
    ['a closed reply window', errcode(45015, 'REPLY_WINDOW_CLOSED'), 'refused'],
    ['a mistake found before sending', protocol('ARGUMENT_INVALID'), 'refused'],
  ] as const)('%s: %s', (_, error, kind) => {
    expect(judgeSingleWrite(error).kind).toBe(kind)
  })

  it('says what a person can do, and nothing of an error nobody foresaw', () => {
    expect(judgeSingleWrite(new Error('13812341234'))).toMatchObject({ problem: { code: 'OUTCOME_UNKNOWN' } })
    expect(JSON.stringify(judgeSingleWrite(new Error('13812341234')))).not.toContain('138')
  })
})

describe('the next step', () => {
  const policy = { maxAttempts: 3, baseMs: 100, capMs: 1_000, settleMs: 500 }
  const problem = { code: 'X', message: 'x', remedy: 'x' }
  it.each([
    [1, { kind: 'accepted' }, { kind: 'sent' }],
    [1, { kind: 'settled' }, { kind: 'verified' }],
    [3, { kind: 'deferred', at: 12_345, call: 'reply' }, { kind: 'wait', at: 12_345 }],
    [1, { kind: 'refused', problem }, { kind: 'park', open: false, problem }],
    [1, { kind: 'not-sent', problem }, { kind: 'retry', at: 10_100, open: false, problem }],
    [2, { kind: 'not-sent', problem }, { kind: 'retry', at: 10_200, open: false, problem }],
    [1, { kind: 'unknown', problem }, { kind: 'retry', at: 10_500, open: true, problem }],
    [1, { kind: 'undecidable', problem }, { kind: 'park', open: true, problem }],
    [3, { kind: 'not-sent', problem }, { kind: 'park', open: false, problem }],
    [3, { kind: 'unknown', problem }, { kind: 'park', open: true, problem }],
  ] as [number, SendResult, unknown][])('after attempt %i with %j is %j', (attempts, result, expected) => {
    expect(nextStep(attempts, result, 10_000, policy)).toEqual(expected)
  })

  it('never forgets an open question and never goes back in time', () => {
    const results = fc.constantFrom<SendResult>({ kind: 'unknown', problem }, { kind: 'not-sent', problem })
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), results, fc.integer({ min: 0 }), (attempts, result, now) => {
        const step = nextStep(attempts, result, now, policy)
        expect(step).toMatchObject({ open: result.kind === 'unknown' })
        expect('at' in step ? step.at : now + 1).toBeGreaterThan(now)
      }),
    )
  })
})
