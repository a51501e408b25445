import { join } from 'node:path'
import type { Simulator } from '@redress/simulator'
import type { Command } from 'commander'
import type { Logger } from 'pino'
import { createAccounts } from '../accounts/accounts.ts'
import type { Config } from '../config/config.ts'
import { errorCode } from '../config/files.ts'
import { createLogger } from '../observability/logger.ts'
import { httpUrl, portTaken, refuseIfDeskRuns } from '../process/listen.ts'
import { startDesk } from '../process/start-desk.ts'
import { type Stoppable, untilSignal } from '../process/until-signal.ts'
import type { CliContext } from './context.ts'
import { claimDataFolder } from './demo/claim.ts'
import { SHOPS } from './demo/samples.ts'
import { importShops, registerAddresses } from './demo/shops.ts'
import { ensureSignIn, type SignIn } from './demo/sign-in.ts'
import { fileFirstSamples, startTrickle } from './demo/trickle.ts'

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  program
    .command('demo')
    .description('desk, console and simulator together, with made-up complaints')
    .action(async () => {
      const config = await context.config()
      // Whoever tries the demo wants its addresses, not the log; REDRESS_LOG_LEVEL brings it back.
      const log = createLogger(context.env['REDRESS_LOG_LEVEL'] === undefined ? 'error' : config.logLevel)
      exitWith(await untilSignal(async () => await startDemo(config, log, context)))
    })
}

async function startDemo(config: Config, log: Logger, context: CliContext): Promise<Stoppable> {
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
  const simulator = await startSimulator(config)
  closing.push(async () => await simulator.close())

  let signIn: SignIn | undefined
  const desk = await startDesk({
    config,
    role: 'all',
    log,
    prepare: async (parts) => {
      await importShops(parts, simulator, config.masterKey)
      signIn = await ensureSignIn(
        createAccounts({ db: parts.database.kysely, clock: () => new Date() }),
        config.dataDir,
      )
    },
  })
  closing.push(async () => await desk.close())
  const deskUrl = desk.url ?? httpUrl(config.host, config.port)
  printAddresses(context, deskUrl, simulator, signIn, config.dataDir)

  await registerAddresses(desk, deskUrl)
  await fileFirstSamples(simulator)
  const trickle = startTrickle(simulator, log)
  closing.push(async () => await trickle.stop())
}

async function startSimulator({ host, simulatorPort, dataDir }: Config): Promise<Simulator> {
  const { createSimulator } = await import('@redress/simulator')
  try {
    return await createSimulator({
      host,
      port: simulatorPort,
      stateFile: join(dataDir, 'simulator.json'),
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
