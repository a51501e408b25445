import { readFile } from 'node:fs/promises'
import { resolve } from 'node:path'
import { type Command, InvalidArgumentError, Option } from 'commander'
import { z } from 'zod'
import { errorCode } from '../config/files.ts'
import { DeskError } from '../errors.ts'
import { portTaken } from '../process/listen.ts'
import { untilSignal } from '../process/until-signal.ts'
import type { CliContext } from './context.ts'

const PROFILES = ['complaint-2026', 'complaint-2023', 'generic-15'] as const

interface SimulateOptions {
  readonly port?: number
  readonly seed?: string
  readonly profile: (typeof PROFILES)[number]
}

/** What a seed file may say; everything else of the simulator is set through its control interface. */
const seedFile = z.strictObject({
  seed: z.string().exactOptional(),
  merchants: z
    .array(
      z.strictObject({
        mchid: z.string().regex(/^\d{8,32}$/),
        name: z.string().exactOptional(),
        partnerMchid: z.string().exactOptional(),
        keyMode: z.enum(['certificate', 'public-key', 'switching']).exactOptional(),
      }),
    )
    .exactOptional(),
  complaints: z
    .array(
      z.strictObject({
        mchid: z.string(),
        detail: z.string(),
        problemType: z.enum(['REFUND', 'SERVICE_NOT_WORK', 'OTHERS']).exactOptional(),
        amount: z.int().positive().exactOptional(),
        payerPhone: z.string().exactOptional(),
      }),
    )
    .exactOptional(),
})

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
    .option('--seed <file>', 'YAML or JSON file with seed, merchants and complaints to begin with')
    .addOption(new Option('--profile <name>', 'redelivery schedule').choices(PROFILES).default('complaint-2026'))
    .action(async ({ port, seed: file, profile }: SimulateOptions) => {
      const { host, simulatorPort } = await context.settings()
      const { complaints = [], ...options } = file === undefined ? {} : await readSeedFile(resolve(context.cwd, file))
      const { createSimulator } = await import('@redress/simulator')
      exitWith(
        await untilSignal(async () => {
          const wanted = port ?? simulatorPort
          const simulator = await createSimulator({
            host,
            port: wanted,
            retryProfile: profile,
            ...options,
          }).catch((error: unknown) => {
            throw errorCode(error) === 'EADDRINUSE' ? portTaken(host, wanted, 'REDRESS_SIMULATOR_PORT') : error
          })
          for (const complaint of complaints) await simulator.fileComplaint(complaint)
          context.print(`The simulator listens at ${simulator.url}`)
          context.print(`Payer's page: ${simulator.url}/phone   Control: ${simulator.url}/_sim/state`)
          return simulator
        }),
      )
    })
}

async function readSeedFile(path: string): Promise<z.infer<typeof seedFile>> {
  const { parse } = await import('yaml')
  try {
    return seedFile.parse(parse(await readFile(path, 'utf8')))
  } catch (cause) {
    const reason =
      cause instanceof z.ZodError
        ? cause.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ')
        : (errorCode(cause) ?? 'not YAML')
    throw new DeskError(
      'SEED_FILE_INVALID',
      `The seed file cannot be used: ${reason}.`,
      'Correct it and start again.',
      {
        field: '--seed',
        cause,
      },
    )
  }
}
