import { createClient, type PlatformKey } from '@redress/wechatpay'
import type { Logger } from 'pino'
import type { Registry } from 'prom-client'
import type { OpenDatabase } from '../database/database.ts'
import { insertNotices, type Notice } from '../inbox/index.ts'
import { createPlatformKeyRefresher } from '../merchants/platform-keys.ts'
import type { MerchantRegistry } from '../merchants/registry.ts'
import { createGroupCommit, createReceiverMetrics, type ReceiverDeps } from '../receiver/index.ts'
import { INBOX_CHANNEL } from '../store/notify.ts'

export interface ReceivingDeps {
  readonly database: OpenDatabase
  readonly registry: MerchantRegistry
  readonly metrics: Registry
  readonly log: Logger
  readonly now: () => Date
}

/** Together with the look for a key this stays within the 5 s that the platform waits. */
const COMMIT_LIMIT_MS = 2_500

export interface Receiving {
  readonly deps: ReceiverDeps
  /** Resolves when everything accepted is durable. */
  drain(): Promise<void>
}

/** Joins the receiver to the database and to the platform. */
export function createReceiving({ database, registry, metrics, log, now }: ReceivingDeps): Receiving {
  const wake = createWaker(database, log)
  const group = createGroupCommit<Notice>({
    timeLimitMs: COMMIT_LIMIT_MS,
    write: async (notices) => {
      if ((await insertNotices(database.pool, notices)) > 0) wake()
    },
  })
  const refresher = createPlatformKeyRefresher({
    db: database.kysely,
    registry,
    now,
    download: async (merchantId) => await downloadCertificates(registry, merchantId, now),
    onFailed: (merchantId, error) => log.warn({ merchantId, err: error }, 'platform certificates not refreshed'),
  })
  return {
    deps: {
      registry,
      now,
      metrics: createReceiverMetrics(metrics),
      commit: async (notice) => await group.commit(notice),
      obtainKey: async (merchantId, serial) => await refresher.obtain(merchantId, serial),
    },
    drain: async () => await group.drain(),
  }
}

async function downloadCertificates(
  registry: MerchantRegistry,
  merchantId: string,
  now: () => Date,
): Promise<readonly PlatformKey[]> {
  const { identity, apiV3Key, keyring, platformUrl } = registry.credentials(merchantId)
  const client = createClient({
    identity,
    apiV3Key,
    keyring,
    baseUrl: platformUrl,
    certificates: 'manual',
    timeoutMs: 5_000,
    now,
  })
  return await client.certificates.refresh()
}

/**
 * Wakes the appliers of all processes. One message at a time, after the commit and outside it: a NOTIFY inside would
 * make the commits of all processes queue up behind each other. A lost one is made good by their polling.
 */
function createWaker({ pool }: OpenDatabase, log: Logger): () => void {
  let sending = false
  let again = false
  const send = async (): Promise<void> => {
    sending = true
    try {
      do {
        again = false
        await pool.query({ name: 'wake-appliers', text: `select pg_notify('${INBOX_CHANNEL}', '')` })
      } while (again)
    } catch (error) {
      log.warn({ err: error }, 'the appliers were not woken; they look by themselves')
    } finally {
      sending = false
    }
  }
  return () => {
    if (sending) again = true
    else void send()
  }
}
