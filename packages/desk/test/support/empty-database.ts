import { randomUUID } from 'node:crypto'
import { Client, type ClientConfig } from 'pg'

export interface EmptyDatabase {
  readonly url: string
  /** Cuts whoever is still connected. */
  readonly drop: () => Promise<void>
}

/** Makes a database of its own on a server that runs. Whoever `connection` signs in as has to be allowed to. */
export async function createEmptyDatabase(connection: ClientConfig): Promise<EmptyDatabase> {
  const name = `test_${randomUUID().replaceAll('-', '')}`
  await run(connection, `create database ${name}`)
  return {
    url: urlOf(connection, name),
    drop: async () => await run(connection, `drop database ${name} with (force)`),
  }
}

async function run(connection: ClientConfig, statement: string): Promise<void> {
  const client = new Client(connection)
  await client.connect()
  try {
    await client.query(statement)
  } finally {
    await client.end()
  }
}

/** The address of another database on the same server. */
function urlOf({ connectionString, host, user }: ClientConfig, name: string): string {
  if (connectionString === undefined) return `postgres://${user}@/${name}?host=${encodeURIComponent(host ?? '')}`
  const url = new URL(connectionString)
  url.pathname = `/${name}`
  return url.href
}
