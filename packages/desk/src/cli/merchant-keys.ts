import { resolve } from 'node:path'
import { parseApiV3Key } from '@redress/wechatpay'
import type { Command } from 'commander'
import { DeskError } from '../errors.ts'
import { prepareChange, readStored, storeChange } from '../merchants/change-merchant.ts'
import { type Finding, probeMerchant } from '../merchants/probe-merchant.ts'
import { callbackPath } from '../receiver/index.ts'
import { writeAudit } from '../store/audit.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { type KeyFiles, readKeyFiles } from './merchant-files.ts'
import { collect, type MerchantWork, requireMerchant, withRegistry } from './merchant-work.ts'

interface RotateOptions extends KeyFiles {
  readonly serialNo?: string
  readonly check: boolean
  readonly json?: true
}

const now = (): Date => new Date()

/** Added to the commands of `redress merchant`. */
export function registerKeyCommands(merchant: Command, context: CliContext, exitWith: (code: number) => void): void {
  merchant
    .command('check [merchant]')
    .description(
      'ask the platform whether the keys work, of one merchant or of all; ends with 1 when something is wrong',
    )
    .option('--json', 'print JSON')
    .action(async (name: string | undefined, { json }: { json?: true }) => {
      const checked = await withRegistry(context, async (work) => {
        const found = name === undefined ? work.registry.list() : [requireMerchant(work.registry, name)]
        return await Promise.all(
          found.map(async ({ id, slug, mchid }) => {
            const findings = await check(work, id)
            return { merchant: slug, mchid, ok: findings.every(({ state }) => state !== 'bad'), findings }
          }),
        )
      })
      if (checked.some(({ ok }) => !ok)) exitWith(1)
      if (json === true) return context.printJson(name === undefined ? checked : checked[0])
      for (const { merchant: slug, ok, findings } of checked) {
        context.print(`${slug}: ${ok ? 'works.' : 'does not work as it should.'}`)
        for (const { state, message, remedy } of findings) {
          const mark = { good: 'good', bad: 'BAD ', 'not-proven': '?   ' }[state]
          context.print(`  ${mark}  ${message}${remedy === undefined ? '' : ` ${remedy}`}`)
        }
      }
    })

  merchant
    .command('rotate <merchant>')
    .description('change keys; running desks take them up at once, and only after the platform has accepted them')
    .option('--private-key <file>', 'new merchant API private key, with its certificate or serial')
    .option('--certificate <file>', 'new merchant API certificate')
    .option('--serial-no <serial>', 'its serial; not needed with --certificate')
    .option('--apiv3-key-file <file>', 'file with the new APIv3 key')
    .option('--platform-public-key <file>', 'WeChat Pay public key (pub_key.pem)')
    .option('--platform-public-key-id <id>', 'its id, PUB_KEY_ID_…')
    .option('--platform-certificate <file>', 'platform certificate; may be given several times', collect, [])
    .option('--no-check', 'do not ask the platform first')
    .option('--json', 'print JSON')
    .action(async (name: string, { serialNo, check: checkFirst, json, ...files }: RotateOptions) => {
      const keys = await readKeyFiles(files, resolve(context.cwd))
      const change = { ...keys, ...(serialNo === undefined ? {} : { serialNumber: serialNo }) }
      if (Object.keys(change).length === 0) throw nothingToRotate()
      const result = await withRegistry(context, async ({ registry, database, config }) => {
        const { id, slug } = requireMerchant(registry, name)
        const stored = (await readStored(database.kysely, config.masterKey)).find((row) => row.id === id)
        if (stored === undefined) throw nothingToRotate()
        const candidate = prepareChange(stored, change)
        if (checkFirst) {
          const { certificate, apiV3Key, mchid, partnerMchid } = candidate.entered
          const credentials = {
            ...registry.credentials(id),
            identity: candidate.identity,
            apiV3Key: parseApiV3Key(apiV3Key),
            keyring: candidate.keyring,
          }
          const probed = { mchid, partnerMchid, certificate, credentials, callbackUrl: undefined }
          const bad = (await probeMerchant(probed, now)).find(({ state }) => state === 'bad')
          if (bad !== undefined) throw notProven(bad)
        }
        await database.kysely.transaction().execute(async (trx) => {
          await storeChange(trx, config.masterKey, candidate)
          const details = { changed: Object.keys(change) }
          const by = { at: now(), actor: actorOf(context), merchantId: id }
          await writeAudit(trx, { ...by, action: 'merchant.rotated', details })
        })
        return { slug, serialNo: candidate.identity.serialNumber, rotated: Object.keys(change), checked: checkFirst }
      })
      if (json === true) return context.printJson(result)
      context.print(`Changed ${result.rotated.join(', ')} of ${result.slug}. Running desks use it from now on.`)
    })
}

async function check({ database, registry, config: { publicUrl } }: MerchantWork, id: string): Promise<Finding[]> {
  const { slug, mchid, partner_mchid, certificate_pem } = await database.kysely
    .selectFrom('merchants')
    .select(['slug', 'mchid', 'partner_mchid', 'certificate_pem'])
    .where('id', '=', id)
    .executeTakeFirstOrThrow()
  return await probeMerchant(
    {
      mchid,
      partnerMchid: partner_mchid ?? undefined,
      certificate: certificate_pem ?? undefined,
      credentials: registry.credentials(id),
      callbackUrl: publicUrl === undefined ? undefined : `${publicUrl}${callbackPath(slug)}`,
    },
    now,
  )
}

const nothingToRotate = (): DeskError =>
  new DeskError(
    'NOTHING_TO_ROTATE',
    'No new key is given.',
    'Give --private-key with --certificate, --apiv3-key-file, --platform-public-key or --platform-certificate.',
  )

const notProven = ({ code, message, remedy }: Finding): DeskError =>
  new DeskError(
    'ROTATION_NOT_PROVEN',
    `Nothing was changed. ${message} (${code ?? 'unknown reason'})`,
    `${remedy ?? 'Look at the new keys again.'} With --no-check the keys are stored all the same.`,
  )
