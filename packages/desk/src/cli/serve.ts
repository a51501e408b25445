import { type Command, Option } from 'commander'
import { createLogger } from '../observability/logger.ts'
import { ROLES, type Role } from '../process/role.ts'
import { untilSignal } from '../process/until-signal.ts'
import type { CliContext } from './context.ts'

export function register(program: Command, context: CliContext, exitWith: (code: number) => void): void {
  program
    .command('serve')
    .description('run the desk on real merchants')
    .addOption(new Option('--role <role>', 'which part to run').choices(ROLES).default('all'))
    .action(async ({ role }: { role: Role }) => {
      const config = await context.config()
      const log = createLogger(config.logLevel)
      const { startDesk } = await import('../process/start-desk.ts')
      exitWith(
        await untilSignal(async () => {
          const desk = await startDesk({ config, role, log })
          context.print(desk.url === undefined ? 'Redress works.' : `Redress listens at ${desk.url}`)
          return desk
        }),
      )
    })
}
