import { createHash, randomInt } from 'node:crypto'
import type { Simulator } from '@redress/simulator'
import { sealedPush, textXml } from '../../packages/desk/test/support/push.ts'
import { rightsXml } from '../../packages/desk/test/support/rights-notice.ts'
import type { DeskApi } from './desk.ts'
import { account } from './official-account.ts'

const AT_ONCE = 12

/** Something that has to get through, like a notification or a button that was pressed; repeated until it has. */
export interface Job {
  readonly key: string
  readonly kind: 'notice' | 'push' | 'message' | 'completion'
  /** @returns whether the desk said that it has it */
  readonly run: (desk: { readonly url: string; readonly api: DeskApi }) => Promise<boolean>
}

export const shuffled = <T>(items: readonly T[]): T[] => {
  const mixed = [...items]
  for (let last = mixed.length - 1; last > 0; last -= 1) {
    const other = randomInt(last + 1)
    const [a, b] = [mixed[last], mixed[other]]
    if (a !== undefined && b !== undefined) [mixed[last], mixed[other]] = [b, a]
  }
  return mixed
}

const openIdOf = (number: number): string => `oSimUser_${String(number).padStart(4, '0')}-abcdefghijklmn`

const post = async (url: string, body: string): Promise<boolean> =>
  (await (await fetch(url, { method: 'POST', headers: { 'content-type': 'text/xml' }, body })).text()) === 'success'

const KINDS = ['request', 'reject', 'confirm'] as const
const STATES = ['PENDING', 'REJECTED', 'CLOSED'] as const
const HOUR_S = 3_600

/** What payers do at the platform: complain, refuse, confirm, write. */
export function setupPayers(simulator: Simulator) {
  const { appId, paySignKey, pushToken, encodingAesKey } = simulator.officialAccounts.credentials(account.appId)
  const now = Math.floor(Date.now() / 1000)
  const expectedStates = new Map<string, string>()
  let made = 0

  const notice = (ticket: { feedbackId: string; openId: string }, kind: (typeof KINDS)[number], at: number): Job => {
    const digest = createHash('sha256').update(ticket.openId).digest('hex').slice(0, 12)
    const body = rightsXml({ appId, paySignKey, ...ticket, kind, timestamp: at })
    return {
      key: `${ticket.feedbackId}:${kind}:${at}:${digest}`,
      kind: 'notice',
      run: async ({ url }) => await post(`${url}/callbacks/rights/${account.slug}`, body),
    }
  }
  return {
    expectedStates,
    notice,
    /** A ticket of its own payer, which goes one, two or three steps. */
    life(): Job[] {
      made += 1
      const ticket = { feedbackId: String(9_000_000_000_000 + made), openId: openIdOf(made) }
      const steps = 1 + (made % KINDS.length)
      expectedStates.set(ticket.feedbackId, STATES[steps - 1] ?? '')
      return KINDS.slice(0, steps).map((kind, index) => notice(ticket, kind, now - (5 - index) * HOUR_S))
    },
    push(openId: string): Job {
      made += 1
      const messageId = String(6_000_000_000_000_000 + made)
      const xml = textXml({ messageId, openId, content: `第${made}句`, sentAt: now + (made % 60) })
      return {
        key: `message:${messageId}`,
        kind: 'push',
        // Sealed anew each time, as the platform does.
        run: async ({ url }) => {
          const { query, body } = sealedPush(xml, { token: pushToken, aesKey: encodingAesKey, appId })
          return await post(
            `${url}/callbacks/official-account/${account.slug}?${new URLSearchParams({ ...query })}`,
            body,
          )
        },
      }
    },
    /** A ticket that the platform knows too, open at the desk once the returned job is through. */
    file(): { readonly feedbackId: string; readonly openId: string; readonly job: Job } {
      made += 1
      const { feedbackId, openId } = simulator.rights.file({ appId, openId: openIdOf(made), reason: '质量问题' })
      return { feedbackId, openId, job: notice({ feedbackId, openId }, 'request', now) }
    },
  }
}

/** The button is pressed again with the same key until the desk has said that it has the intent. */
export const intent = (kind: 'message' | 'completion', key: string, path: string, body: unknown): Job => ({
  key,
  kind,
  run: async ({ api }) => {
    await api.post(path, body, { 'idempotency-key': key })
    return true
  },
})

/** The desk lives and will have none of it: no repetition could help. */
const isRefusal = (error: unknown): boolean => error instanceof Error && /: 4\d\d /.test(error.message)

/** Runs all of them, a few at once. Whatever finds no desk, or no whole answer, is not done. */
export async function runAll(
  jobs: readonly Job[],
  desk: { readonly url: string; readonly api: DeskApi },
  onDone: (count: number) => void = () => undefined,
): Promise<Set<Job>> {
  const done = new Set<Job>()
  let next = 0
  let count = 0
  const work = async () => {
    for (let job = jobs[next++]; job !== undefined; job = jobs[next++]) {
      const isDone = await job.run(desk).catch((error: unknown) => {
        if (isRefusal(error)) throw error
        return false
      })
      if (!isDone) continue
      done.add(job)
      count += 1
      onDone(count)
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, work))
  return done
}
