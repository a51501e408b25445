import { Command } from 'commander'
import { version } from '../process/version.ts'
import * as officialAccounts from './accounts.ts'
import * as callbackUrl from './callback-url.ts'
import * as complaints from './complaints.ts'
import { type CliIo, createCliContext } from './context.ts'
import * as database from './database.ts'
import * as demo from './demo.ts'
import { exitCodeFor, explain, explainAsJson } from './exit.ts'
import * as inbox from './inbox.ts'
import * as merchants from './merchants.ts'
import * as outbox from './outbox.ts'
import * as serve from './serve.ts'
import * as simulate from './simulate.ts'
import * as sync from './sync.ts'
import * as tokens from './tokens.ts'
import * as users from './users.ts'

const commands = [
  demo,
  serve,
  simulate,
  merchants,
  officialAccounts,
  callbackUrl,
  inbox,
  outbox,
  complaints,
  sync,
  users,
  tokens,
  database,
]

/**
 * Runs one command.
 * @param args Without the names of node and of the script.
 * @returns the exit code
 */
export async function main(args: readonly string[], io: CliIo): Promise<number> {
  const context = createCliContext(io)
  const program = new Command('redress')
    .description('The open complaint desk for WeChat Pay merchants')
    .version(version)
    .showHelpAfterError('Run with --help to see what can be given.')
    .configureOutput({
      writeOut: (text) => void io.stdout.write(text),
      writeErr: (text) => void io.stderr.write(text),
    })
    .exitOverride()
  let exitCode = 0
  for (const { register } of commands) register(program, context, (code) => (exitCode = code))
  try {
    await program.parseAsync([...args], { from: 'user' })
    return exitCode
  } catch (error) {
    const text = explain(error)
    if (text !== undefined) context.note(args.includes('--json') ? JSON.stringify(explainAsJson(error)) : text)
    return exitCodeFor(error)
  }
}
