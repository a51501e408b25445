import { createSecretKey, randomBytes } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { main } from '../../src/cli/main.ts'
import { openMerchantRegistry } from '../../src/merchants/open-registry.ts'
import { openMasterKeyring } from '../../src/rekey/master-keyring.ts'
import { finishRekey, rekey } from '../../src/rekey/rekey.ts'
import { setupDesk, type TestDesk } from '../application/support.ts'

const phone = '13812345678'
const nextText = randomBytes(32).toString('base64')
const keyOf = (text: string) => createSecretKey(Buffer.from(text, 'base64'))
const next = keyOf(nextText)
const nothing = { merchants: 0, phones: 0, accounts: 0, tokens: 0, notices: 0, facts: 0, messages: 0 }

const reveal = async (desk: TestDesk, id: string): Promise<unknown> =>
  (await desk.call('POST', `/api/v1/complaints/${id}/phone-reveals`, { reason: 'call back' })).body.phone

/** A process that is started now with this key. */
const startWith = async ({ database }: TestDesk, text: string) => {
  const registry = await openMerchantRegistry({
    database,
    masterKey: await openMasterKeyring(database.kysely, keyOf(text)),
  })
  registry.close()
  return registry.list()
}

async function setupShell(desk: TestDesk) {
  const cwd = await mkdtemp(join(tmpdir(), 'redress-rekey-'))
  await writeFile(join(cwd, 'new.key'), `${nextText}\n`)
  const run = async (masterKey: string, ...args: string[]) => {
    let [stdout, stderr] = ['', '']
    const code = await main(['db', 'rekey', ...args], {
      env: { DATABASE_URL: desk.database.databaseUrl, REDRESS_DATA_DIR: desk.dataDir, REDRESS_MASTER_KEY: masterKey },
      cwd,
      stdout: { write: (text) => (stdout += text) },
      stderr: { write: (text) => (stderr += text) },
    })
    return { code, stdout, stderr }
  }
  return { cwd, run, [Symbol.asyncDispose]: async () => await rm(cwd, { recursive: true, force: true }) }
}

describe('redress db rekey', () => {
  it('changes the master key under a running desk, which needs no restart until the change is ended', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    const old = desk.masterKeyText
    const first = await desk.file({ payerPhone: phone })

    const begun = await shell.run(old, '--new-key-file', 'new.key', '--json')
    expect(JSON.parse(begun.stdout)).toEqual({ finished: false, ...nothing, merchants: 1, phones: 1 })
    await desk.registry.reload()
    expect(await reveal(desk, first.id)).toBe(phone)
    const second = await desk.file({ payerPhone: phone })
    expect(await reveal(desk, second.id)).toBe(phone)
    expect(await startWith(desk, old)).toHaveLength(1)
    expect(await startWith(desk, nextText)).toHaveLength(1)
    await expect(startWith(desk, randomBytes(32).toString('base64'))).rejects.toMatchObject({
      code: 'MASTER_KEY_WRONG',
    })

    const tooEarly = await shell.run(old, '--finish')
    expect(tooEarly).toMatchObject({ code: 3, stderr: expect.stringMatching(/^REKEY_KEY_NOT_SET/) })
    const ended = await shell.run(nextText, '--finish', '--json')
    // What came in after the pass was sealed under the new key by the running desk itself.
    expect(JSON.parse(ended.stdout)).toEqual({ finished: true, ...nothing })
    expect(await reveal(desk, second.id)).toBe(phone)
    expect(await startWith(desk, nextText)).toHaveLength(1)
    await expect(startWith(desk, old)).rejects.toMatchObject({ code: 'MASTER_KEY_WRONG' })
    expect(await shell.run(nextText, '--finish')).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^REKEY_NOT_UNDER_WAY/),
    })
  })

  it('goes on where it was stopped, and seals at the end what an unaware process sealed', async () => {
    await using desk = await setupDesk({ workers: false })
    const { kysely, pool } = desk.database
    const old = keyOf(desk.masterKeyText)
    await desk.file({ payerPhone: phone })
    const before = await kysely.selectFrom('complaints').select('payer_phone_sealed').executeTakeFirstOrThrow()
    const query = async (): Promise<never> => await Promise.reject(new Error('killed'))
    await expect(rekey({ kysely, pool: Object.assign(Object.create(pool), { query }) }, old, next)).rejects.toThrow(
      'killed',
    )
    expect(await rekey(desk.database, old, next)).toEqual({ ...nothing, phones: 1 })
    expect(await rekey(desk.database, next, next)).toEqual(nothing)
    await kysely.updateTable('complaints').set(before).execute()
    expect(await finishRekey(desk.database, next)).toEqual({ ...nothing, phones: 1 })
  })

  it('refuses a third key during a change, the key in use, and a file that is no key', async () => {
    await using desk = await setupDesk({ workers: false })
    await using shell = await setupShell(desk)
    const old = keyOf(desk.masterKeyText)
    await expect(rekey(desk.database, old, old)).rejects.toMatchObject({ code: 'REKEY_SAME_KEY' })
    await rekey(desk.database, old, next)
    const third = createSecretKey(randomBytes(32))
    await expect(rekey(desk.database, old, third)).rejects.toMatchObject({ code: 'REKEY_UNDER_WAY' })
    await writeFile(join(shell.cwd, 'new.key'), 'c2hvcnQ=')
    const refused = await shell.run(desk.masterKeyText, '--new-key-file', 'new.key')
    expect(refused).toMatchObject({ code: 1, stderr: expect.stringMatching(/^MASTER_KEY_INVALID/) })
    expect(await shell.run(desk.masterKeyText)).toMatchObject({ code: 2 })
  })
})
