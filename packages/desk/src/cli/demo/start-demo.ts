import { join } from 'node:path'
import { createSimulator, type Simulator } from '@redress/simulator'
import type { Logger } from 'pino'
import { createAccounts } from '../../accounts/accounts.ts'
import type { Config } from '../../config/config.ts'
import { errorCode } from '../../config/files.ts'
import { DeskError } from '../../errors.ts'
import { httpUrl, portTaken, refuseIfDeskRuns } from '../../process/listen.ts'
import { startDesk } from '../../process/start-desk.ts'
import type { Stoppable } from '../../process/until-signal.ts'
import type { CliContext } from '../context.ts'
import { importAccount, registerAccount } from './account.ts'
import { claimDataFolder } from './claim.ts'
import { fileFirstRights } from './file-rights.ts'
import { SHOPS } from './samples.ts'
import { importShops, reachableUrl, registerAddresses } from './shops.ts'
import { ensureSignIn, type SignIn } from './sign-in.ts'
import { fileFirstSamples, startTrickle } from './trickle.ts'

/** Starts simulator and desk, and stops again what was started when one of them fails. */
export async function startDemo(config: Config, log: Logger, context: CliContext): Promise<Stoppable> {
  const closing: (() => Promise<void>)[] = []
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0).reverse()) await step()
  }
  try {
    await start(config, log, context, closing)
    return { close }
  } catch (error) {
    await close()
    throw error
  }
}

async function start(
  config: Config,
  log: Logger,
  context: CliContext,
  closing: (() => Promise<void>)[],
): Promise<void> {
  refuseForeignAddress(config.host)
  await refuseIfDeskRuns(config.host, config.port)
  const claim = await claimDataFolder(config.dataDir, httpUrl(config.host, config.port))
  closing.push(async () => await claim.release())
  // Drawing the simulator's keys and waking the database take about as long: side by side.
  const starting = startSimulator(config)
  closing.push(async () => await (await starting.catch(() => undefined))?.close())

  let signIn: SignIn | undefined
  const desk = await startDesk({
    config,
    role: 'all',
    log,
    prepare: async (parts) => {
      const simulator = await starting
      await importShops(parts, simulator, config)
      await importAccount(parts, simulator, reachableUrl(simulator, config.host), config)
      signIn = await ensureSignIn(
        createAccounts({ db: parts.database.kysely, clock: () => new Date() }),
        config.dataDir,
      )
    },
  })
  closing.push(async () => await desk.close())
  const simulator = await starting
  const deskUrl = desk.url ?? httpUrl(config.host, config.port)
  printAddresses(context, deskUrl, reachableUrl(simulator, config.host), signIn, config.dataDir)

  await registerAddresses(desk, deskUrl)
  await registerAccount(simulator, deskUrl)
  const rights = { ...desk, simulator, db: desk.database.kysely }
  await fileFirstSamples(simulator)
  await fileFirstRights(rights)
  const trickle = startTrickle(rights, log)
  closing.push(async () => await trickle.stop())
}

/** Desk and simulator talk to each other without encryption, which the desk does on this machine only. */
function refuseForeignAddress(host: string): void {
  if (['localhost', '0.0.0.0', '::', '::1'].includes(host) || host.startsWith('127.')) return
  throw new DeskError(
    'DEMO_HOST_UNSUPPORTED',
    `The demo cannot listen on ${host} alone.`,
    'Set REDRESS_HOST to 127.0.0.1 for this machine only, or to 0.0.0.0 to let others in.',
    { field: 'REDRESS_HOST' },
  )
}

async function startSimulator({ host, simulatorPort, dataDir }: Config): Promise<Simulator> {
  try {
    return await createSimulator({
      host,
      port: simulatorPort,
      // Pictures are fetched from where the links point to, which has to be this machine.
      ...(simulatorPort === 0 ? {} : { publicUrl: httpUrl(host, simulatorPort) }),
      stateFile: join(dataDir, 'simulator.json'),
      // The desk of the demo listens beside it, whatever address both are bound to.
      allowLocalNotificationUrls: true,
      merchants: SHOPS.map(({ mchid, name, keyMode }) => ({ mchid, name, keyMode })),
    })
  } catch (error) {
    if (errorCode(error) === 'EADDRINUSE') throw portTaken(host, simulatorPort, 'REDRESS_SIMULATOR_PORT')
    throw error
  }
}

function printAddresses(
  context: CliContext,
  deskUrl: string,
  simulatorUrl: string,
  signIn: SignIn | undefined,
  dataDir: string,
): void {
  const lines = [
    '',
    `  Console        ${deskUrl}`,
    `  Sign in        ${signIn?.username} / ${signIn?.password}`,
    `  Payer's phone  ${simulatorUrl}/phone`,
    `                 ${simulatorUrl}/phone/official-account/ (official account, rights tickets)`,
    `  REST API       ${deskUrl}/api/docs`,
    '',
    `  Everything here is made up. The data is kept in ${dataDir}. Ctrl-C stops.`,
    '',
  ]
  for (const line of lines) context.print(line)
}
