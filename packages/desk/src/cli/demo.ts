import type { Command } from 'commander'
import { createLogger } from '../observability/logger.ts'
import { untilSignal } from '../process/until-signal.ts'
import type { CliContext } from './context.ts'

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  program
    .command('demo')
    .description('desk, console and simulator together, with made-up complaints')
    .action(async () => {
      const config = await context.config()
      // Whoever tries the demo wants its addresses, not the log; REDRESS_LOG_LEVEL brings it back.
      const log = createLogger(context.env['REDRESS_LOG_LEVEL'] === undefined ? 'error' : config.logLevel)
      const { startDemo } = await import('./demo/start-demo.ts')
      exitWith(await untilSignal(async () => await startDemo(config, log, context)))
    })
}
