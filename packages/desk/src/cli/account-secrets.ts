import { loadOfficialAccount } from '@redress/wechatpay'
import type { Command } from 'commander'
import { sql } from 'kysely'
import { DeskError } from '../errors.ts'
import type { OfficialAccountInfo } from '../official-accounts/accounts.ts'
import {
  type AccountChange,
  changedAccount,
  holdStoredAccount,
  storeAccountChange,
} from '../official-accounts/change-account.ts'
import { type AccountFinding, type Probe, probeAccount } from '../official-accounts/probe-account.ts'
import { createTokenStoreFor } from '../platform/access-token-store.ts'
import { writeAudit } from '../store/audit.ts'
import { type AccountWork, requireAccount, withOfficialAccounts } from './account-work.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { readSecrets } from './secret-files.ts'

interface RotateOptions {
  readonly appSecretFile?: string
  readonly paySignKeyFile?: string
  readonly pushTokenFile?: string
  readonly aesKeyFile?: string
  readonly forgetFormerAesKey?: true
  readonly check: boolean
  readonly json?: true
}

const now = (): Date => new Date()

/** Added to the commands of `redress account`. */
export function registerAccountSecrets(account: Command, context: CliContext, exitWith: (code: number) => void): void {
  account
    .command('check [account]')
    .description(
      'ask the platform for a token and where it calls from, for one account or for all; ends with 1 when something is wrong',
    )
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const checked = await withOfficialAccounts(context, async (work) => {
        const found = name === undefined ? work.accounts.list() : [requireAccount(work.accounts, name)]
        return await Promise.all(
          found.map(async (info) => {
            const { findings, callbackAddresses } = await check(work, info)
            const ok = findings.every(({ state }) => state !== 'bad')
            const { slug, appId } = info
            return { account: slug, appId, ok, findings, callbackAddresses: callbackAddresses ?? null }
          }),
        )
      })
      if (checked.some(({ ok }) => !ok)) exitWith(1)
      if (json === true) return context.printJson(name === undefined ? checked : checked[0])
      for (const { account: slug, ok, findings } of checked) {
        context.print(`${slug}: ${ok ? 'works.' : 'does not work as it should.'}`)
        for (const { state, message, remedy } of findings) {
          const mark = { good: 'good', bad: 'BAD ', 'not-proven': '?   ' }[state]
          context.print(`  ${mark}  ${message}${remedy === undefined ? '' : ` ${remedy}`}`)
        }
      }
    })

  account
    .command('rotate <account>')
    .description('change secrets; running desks take them up at once, an appSecret only after the platform accepted it')
    .option('--app-secret-file <file>', 'file with the new appSecret; - reads standard input')
    .option('--pay-sign-key-file <file>', 'file with the new paySignKey')
    .option('--push-token-file <file>', 'file with the new token of the message push')
    .option('--aes-key-file <file>', 'file with the new EncodingAESKey; the one before goes on opening messages')
    .option('--forget-former-aes-key', 'let the EncodingAESKey before open nothing any more')
    .option('--no-check', 'do not ask the platform first')
    .option('--json', 'print JSON')
    .action(async (name: string, options: RotateOptions) => {
      const change = await readChange(options, context)
      if (Object.keys(change).length === 0) throw nothingToRotate()
      const result = await withOfficialAccounts(context, async (work) => {
        const { database, config, accounts } = work
        const info = requireAccount(accounts, name)
        const { masterKey } = config
        // The other secrets never travel to the platform, which can therefore not be asked about them.
        const checked = options.check && change.appSecret !== undefined
        if (checked) {
          const { findings } = await check(work, info, change.appSecret)
          const bad = findings.find(({ state, about }) => state === 'bad' && about === 'app-secret')
          if (bad !== undefined) throw notProven(bad)
        }
        const changed = Object.keys(change)
        await database.kysely.transaction().execute(async (trx) => {
          const stored = await holdStoredAccount(trx, masterKey, info.id)
          await storeAccountChange(trx, masterKey, stored, changedAccount(stored, change))
          const by = { at: now(), actor: actorOf(context), merchantId: info.id }
          await writeAudit(trx, { ...by, action: 'account.rotated', details: { changed } })
        })
        return { slug: info.slug, rotated: changed, checked }
      })
      if (options.json === true) return context.printJson(result)
      context.print(`Changed ${result.rotated.join(', ')} of ${result.slug}. Running desks use it from now on.`)
      if (change.aesKey !== undefined) {
        context.print(
          'The EncodingAESKey before still opens messages; once none comes any more, --forget-former-aes-key.',
        )
      }
      if (!result.checked) context.print('The platform was not asked: what comes in next proves the change.')
    })
}

async function readChange(options: RotateOptions, context: CliContext): Promise<AccountChange> {
  const secrets = await readSecrets(
    {
      '--app-secret-file': options.appSecretFile,
      '--pay-sign-key-file': options.paySignKeyFile,
      '--push-token-file': options.pushTokenFile,
      '--aes-key-file': options.aesKeyFile,
    },
    context,
  )
  const change = {
    appSecret: secrets['--app-secret-file'],
    paySignKey: secrets['--pay-sign-key-file'],
    pushToken: secrets['--push-token-file'],
    aesKey: secrets['--aes-key-file'],
  }
  const given = Object.fromEntries(Object.entries(change).filter(([, secret]) => secret !== undefined))
  return options.forgetFormerAesKey === true ? { ...given, formerAesKey: undefined } : given
}

/** @param candidate An appSecret that is not stored yet. */
async function check(
  { database, accounts, config: { masterKey } }: AccountWork,
  info: OfficialAccountInfo,
  candidate?: string,
): Promise<Probe> {
  const { account, platformUrl } = accounts.credentials(info.id)
  const { rows } = await sql<{ notice: Date | null; push: Date | null }>`
    select
      (select max(received_at) from rights_facts
        where merchant_id = a.id and body_sealed is not null and received_at > a.updated_at) as notice,
      (select max(received_at) from conversation_entries
        where merchant_id = a.id and body_sealed is not null and received_at > a.updated_at) as push
    from official_accounts a where a.id = ${info.id}`.execute(database.kysely)
  const probed = {
    ...info,
    account: candidate === undefined ? account : loadOfficialAccount({ appId: info.appId, appSecret: candidate }),
    platformUrl,
    lastNoticeAt: rows[0]?.notice ?? undefined,
    lastPushAt: rows[0]?.push ?? undefined,
  }
  return await probeAccount(probed, createTokenStoreFor({ db: database.kysely, masterKey })(info.id), now)
}

const nothingToRotate = (): DeskError =>
  new DeskError(
    'NOTHING_TO_ROTATE',
    'No new secret is given.',
    'Give --app-secret-file, --pay-sign-key-file, --push-token-file, --aes-key-file or --forget-former-aes-key.',
  )

const notProven = ({ code, message, remedy }: AccountFinding): DeskError =>
  new DeskError(
    'ROTATION_NOT_PROVEN',
    `Nothing was changed. ${message} (${code ?? 'unknown reason'})`,
    `${remedy ?? 'Look at the new secret again.'} With --no-check it is stored all the same.`,
  )
