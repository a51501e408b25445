import { createSecretKey, randomBytes } from 'node:crypto'
import Fastify, { LogController } from 'fastify'
import pino from 'pino'
import { Registry } from 'prom-client'
import { openDatabase } from '../../packages/desk/dist/database/open-database.js'
import { addMerchant } from '../../packages/desk/dist/merchants/add-merchant.js'
import { openMerchantRegistry } from '../../packages/desk/dist/merchants/open-registry.js'
import { createReceiving } from '../../packages/desk/dist/process/receiving.js'
import { receiver } from '../../packages/desk/dist/receiver/index.js'

/**
 * The desk's receiver twice in one process: as it is, and with a commit that does nothing. The parent sends the data
 * folder and the keys, then asks for the inbox to be emptied between rounds.
 */
async function start({ dataDir, merchant }) {
  const database = await openDatabase({ databaseUrl: undefined, dataDir })
  const masterKey = createSecretKey(randomBytes(32))
  await addMerchant(database.kysely, masterKey, merchant)
  const registry = await openMerchantRegistry({ database, masterKey })
  const log = pino({ level: 'error' })
  const now = () => new Date()
  const serve = async (deps) => {
    const app = Fastify({ loggerInstance: log, logController: new LogController({ disableRequestLogging: true }) })
    await app.register(receiver, deps)
    await app.listen({ port: 0, host: '127.0.0.1' })
    return app
  }
  const receiving = () => createReceiving({ database, registry, metrics: new Registry(), log, now }).deps
  const durable = await serve(receiving())
  const without = await serve({ ...receiving(), commit: async () => undefined })

  const empty = async () => {
    const { rows } = await database.pool.query('select count(*) as n from inbox')
    await database.pool.query('truncate inbox')
    process.send({ stored: rows[0].n })
  }
  const stop = async () => {
    await Promise.all([durable.close(), without.close()])
    registry.close()
    await database.close()
    process.disconnect()
  }
  process.on('message', (message) => void (message.stop ? stop() : empty()))
  process.send({ durable: durable.server.address().port, without: without.server.address().port })
}

process.once('message', (message) => void start(message))
