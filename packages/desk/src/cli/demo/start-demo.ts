import { join } from 'node:path'
import { createSimulator, type Simulator } from '@redress/simulator'
import type { Logger } from 'pino'
import { createAccounts } from '../../accounts/accounts.ts'
import type { Config } from '../../config/config.ts'
import { errorCode } from '../../config/files.ts'
import { httpUrl, portTaken, refuseIfDeskRuns } from '../../process/listen.ts'
import { startDesk } from '../../process/start-desk.ts'
import type { Stoppable } from '../../process/until-signal.ts'
import type { CliContext } from '../context.ts'
import { claimDataFolder } from './claim.ts'
import { SHOPS } from './samples.ts'
import { importShops, registerAddresses } from './shops.ts'
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
      await importShops(parts, await starting, config.masterKey)
      signIn = await ensureSignIn(
        createAccounts({ db: parts.database.kysely, clock: () => new Date() }),
        config.dataDir,
      )
    },
  })
  closing.push(async () => await desk.close())
  const simulator = await starting
  const deskUrl = desk.url ?? httpUrl(config.host, config.port)
  printAddresses(context, deskUrl, simulator, signIn, config.dataDir)

  await registerAddresses(desk, deskUrl)
  await fileFirstSamples(simulator)
  const trickle = startTrickle(simulator, log)
  closing.push(async () => await trickle.stop())
}

async function startSimulator({ host, simulatorPort, dataDir }: Config): Promise<Simulator> {
  try {
    return await createSimulator({
      host,
      port: simulatorPort,
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
  { url }: Simulator,
  signIn: SignIn | undefined,
  dataDir: string,
): void {
  const lines = [
    '',
    `  Console        ${deskUrl}`,
    `  Sign in        ${signIn?.username} / ${signIn?.password}`,
    `  Payer's phone  ${url}/phone`,
    `  REST API       ${deskUrl}/api/docs`,
    '',
    `  Everything here is made up. The data is kept in ${dataDir}. Ctrl-C stops.`,
    '',
  ]
  for (const line of lines) context.print(line)
}
