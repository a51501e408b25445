import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { SimulatorOptions } from '@redress/simulator'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'
import { portTaken } from '../process/listen.ts'
import { untilSignal } from '../process/until-signal.ts'
import type { CliContext } from './context.ts'

const PROFILES = ['complaint-2026', 'complaint-2023', 'generic-15'] as const

interface SimulateOptions {
  readonly port?: number
  readonly seed?: string
  readonly scenario?: string
  readonly randomSeed?: string
  readonly profile: (typeof PROFILES)[number]
  readonly rateLimits?: true
  readonly tls?: true
}

export function parsePort(text: string): number {
  const port = Number(text)
  if (!/^\d+$/.test(text) || port > 65_535) throw new InvalidArgumentError('expected 0 to 65535')
  return port
}

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  program
    .command('simulate')
    .description('run the simulator of the platform alone')
    .option('--port <port>', 'port to listen on (default: REDRESS_SIMULATOR_PORT)', parsePort)
    .addOption(new Option('--seed <file>', 'scenario of your own to begin with, YAML or JSON').conflicts('scenario'))
    .option('--scenario <name>', 'scenario of the library to begin with, such as busy-day')
    .option('--random-seed <text>', 'draw keys and ids from this text: the same text, the same keys and ids')
    .addOption(new Option('--profile <name>', 'redelivery schedule').choices(PROFILES).default('complaint-2026'))
    .option('--rate-limits', 'answer 429 above the known limits of the platform')
    .option('--tls', 'serve https under the simulator’s own authority')
    .action(async (options: SimulateOptions) => {
      const { host, simulatorPort } = await context.settings()
      const port = options.port ?? simulatorPort
      const { createSimulator } = await import('@redress/simulator')
      const begin = await simulatorOptions(options, context.cwd)
      exitWith(
        await untilSignal(async () => {
          const simulator = await createSimulator({ host, port, ...begin }).catch((error: unknown) => {
            if (errorCode(error) === 'EADDRINUSE') throw portTaken(host, port, 'REDRESS_SIMULATOR_PORT')
            throw asRefusal(error, options.seed === undefined ? '--scenario' : '--seed')
          })
          context.print(`The simulator listens at ${simulator.url}`)
          context.print(`Payer's page: ${simulator.url}/phone   Inspector: ${simulator.url}/inspector`)
          context.print(`Control: ${simulator.url}/_sim/state`)
          return simulator
        }),
      )
    })
}

async function simulatorOptions(options: SimulateOptions, cwd: string): Promise<SimulatorOptions> {
  const { seed: file, scenario, randomSeed, profile, rateLimits, tls } = options
  const begin = file === undefined ? scenario : await readScenario(resolve(cwd, file))
  return {
    retryProfile: profile,
    ...(begin !== undefined && { scenario: begin }),
    ...(randomSeed !== undefined && { seed: randomSeed }),
    ...(rateLimits === true && { rateLimits: 'platform' as const }),
    ...(tls === true && { tls }),
  }
}

async function readScenario(path: string): Promise<SimulatorOptions['scenario'] & object> {
  const { parseScenario } = await import('@redress/simulator')
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const reason = errorCode(cause) ?? 'unknown reason'
    throw new DeskError('FILE_UNREADABLE', `The file of --seed cannot be read (${reason}).`, 'Check the path.', {
      field: '--seed',
      cause,
    })
  })
  try {
    return parseScenario(text)
  } catch (error) {
    throw asRefusal(error, '--seed')
  }
}

/** What the simulator refuses about a scenario, as a refusal of the option that named it. */
function asRefusal(error: unknown, field: string): unknown {
  if (!(error instanceof Error) || error.name !== 'SimulatorError') return error
  const remedy = 'remedy' in error && typeof error.remedy === 'string' ? error.remedy : 'Correct it and start again.'
  return new DeskError('SCENARIO_INVALID', `The scenario cannot be used: ${error.message}.`, remedy, {
    field,
    cause: error,
  })
}
