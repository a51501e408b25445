import { readFile } from 'node:fs/promises'
import type { MediaKind } from '@redress/wechatpay'
import type { Command } from 'commander'
import { z } from 'zod'
import type { OutgoingMessage } from '../domain/rights/message.ts'
import { DeskError } from '../errors.ts'
import { message as messageSchema } from '../http/schemas/rights.ts'
import { queueMessage } from '../outbox/messages.ts'
import { openBlobStore } from '../vault/open-blob-store.ts'
import { createVault } from '../vault/vault.ts'
import { actorOf, type WithComplaint } from './complaint-work.ts'
import type { CliContext } from './context.ts'

interface MessageOptions {
  readonly text?: string
  readonly image?: string
  readonly voice?: string
  readonly video?: string
  readonly music?: string
  readonly hqMusic?: string
  readonly news?: string
  readonly thumb?: string
  readonly title?: string
  readonly description?: string
  readonly json?: true
}

const KINDS = ['text', 'image', 'voice', 'video', 'music', 'news'] as const

/** Keeps a file in the vault. @returns its key */
type Keep = (kind: MediaKind, file: string) => Promise<string>

const invalid = (message: string, remedy: string): DeskError => new DeskError('MESSAGE_INVALID', message, remedy)

/** @throws {DeskError} `MESSAGE_INVALID` */
function needed(value: string | undefined, option: string): string {
  if (value !== undefined) return value
  throw invalid(`The message needs ${option}.`, 'See "redress complaints message --help".')
}

/** A list of articles, or an object with one. */
async function readArticles(file: string): Promise<unknown> {
  let read: unknown
  try {
    read = JSON.parse(await readFile(file, 'utf8'))
  } catch (cause) {
    if (!(cause instanceof SyntaxError)) throw cause
    throw invalid(`${file} is not JSON.`, 'Write a list of articles with title, description, url and pictureUrl.')
  }
  return typeof read === 'object' && read !== null && 'articles' in read ? read.articles : read
}

async function partsOf(options: MessageOptions, keep: Keep): Promise<unknown> {
  const { title, description } = options
  if (options.text !== undefined) return { type: 'text', content: options.text }
  if (options.image !== undefined) return { type: 'image', mediaKey: await keep('image', options.image) }
  if (options.voice !== undefined) return { type: 'voice', mediaKey: await keep('voice', options.voice) }
  if (options.news !== undefined) return { type: 'news', articles: await readArticles(options.news) }
  const thumbMediaKey = await keep('thumb', needed(options.thumb, '--thumb FILE'))
  if (options.video !== undefined)
    return { type: 'video', mediaKey: await keep('video', options.video), thumbMediaKey, title, description }
  const musicUrl = needed(options.music, '--music URL')
  return { type: 'music', musicUrl, hqMusicUrl: options.hqMusic ?? musicUrl, thumbMediaKey, title, description }
}

/** @throws {DeskError} `MESSAGE_INVALID` and what the vault refuses */
async function messageOf(options: MessageOptions, keep: Keep): Promise<OutgoingMessage> {
  const parsed = messageSchema.safeParse(await partsOf(options, keep))
  if (parsed.success) return parsed.data
  throw invalid(z.prettifyError(parsed.error), 'Change the message and send it again.')
}

/** `redress complaints message` */
export function addMessageCommand(complaints: Command, context: CliContext, withComplaint: WithComplaint): void {
  complaints
    .command('message <id>')
    .description('queue a message to the payer of a rights ticket; ends with 3 outside the reply window')
    .option('--text <text>', 'words, at most 2048 bytes')
    .option('--image <file>', 'a png, jpg or gif picture')
    .option('--voice <file>', 'an amr or mp3 recording')
    .option('--video <file>', 'an mp4 film; needs --thumb')
    .option('--music <url>', 'a piece of music; needs --thumb')
    .option('--hq-music <url>', 'the same for Wi-Fi; by default the same address')
    .option('--news <file>', 'articles as JSON: title, description, url, pictureUrl')
    .option('--thumb <file>', 'the small picture of a video or a piece of music')
    .option('--title <text>', 'of a video or a piece of music')
    .option('--description <text>', 'of a video or a piece of music')
    .option('--json', 'print JSON')
    .action(async (reference: string, options: MessageOptions, command: Command) => {
      const given = KINDS.filter((kind) => options[kind] !== undefined)
      if (given.length !== 1) command.error(`error: give one of ${KINDS.map((kind) => `--${kind}`).join(', ')}`)
      const actionId = await withComplaint(reference, async (row, { database: { kysely }, config }) => {
        const now = (): Date => new Date()
        const vault = createVault({ db: kysely, blobs: openBlobStore(config), clock: now })
        const message = await messageOf(options, async (kind, file) => {
          return (await vault.storeMedia(kind, await readFile(file))).media_key
        })
        const complaint = { merchantId: row.merchant_id, complaintId: row.id }
        const by = { actor: actorOf(context), now: now() }
        return await kysely.transaction().execute(async (trx) => await queueMessage(trx, complaint, message, by))
      })
      if (options.json === true) return context.printJson({ actionId })
      context.print(`Queued as ${actionId}. A running desk sends it.`)
    })
}
