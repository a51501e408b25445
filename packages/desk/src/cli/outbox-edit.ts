import { resolve } from 'node:path'
import type { Command } from 'commander'
import { actionView } from '../http/views/action.ts'
import { editAction } from '../outbox/edit.ts'
import { findAction } from '../store/actions.ts'
import { actorOf } from './complaints.ts'
import type { CliContext } from './context.ts'
import { readOptionFile } from './merchant-files.ts'

interface EditOptions {
  readonly content?: string
  readonly contentFile?: string
  readonly json?: true
}

/** `redress outbox edit` */
export function registerEdit(outbox: Command, context: CliContext): void {
  const textOf = async ({ content, contentFile }: EditOptions): Promise<string | undefined> => {
    if (contentFile === undefined) return content
    // Editors end a file with a line feed.
    return (await readOptionFile('--content-file', resolve(context.cwd, contentFile))).replace(/\r?\n$/, '')
  }

  outbox
    .command('edit <id>')
    .description('change the text of a queued or parked reply or refund rejection; it keeps its place')
    .option('--content <text>', 'the new text')
    .option('--content-file <file>', 'file with the new text')
    .option('--json', 'print JSON')
    .action(async (id: string, { json, ...options }: EditOptions, command: Command) => {
      if ((options.content === undefined) === (options.contentFile === undefined)) {
        command.error('error: give either --content or --content-file')
      }
      const text = await textOf(options)
      const by = { actor: actorOf(context), now: new Date() }
      const row = await context.withDatabase(
        async ({ kysely }) =>
          await kysely.transaction().execute(async (trx) => {
            const isRejection = (await findAction(trx, id))?.kind === 'refund-decision'
            return await editAction(trx, id, isRejection ? { reason: text } : { content: text }, by)
          }),
      )
      if (json === true) return context.printJson(actionView(row))
      context.print(`${row.kind} ${row.id} is changed and ${row.state} as before.`)
    })
}
