import { describe, expect, it } from 'vitest'
import { migrateToLatest, migrationStatus } from '../../src/store/migrate.ts'
import { setupDatabase } from '../support/database.ts'

describe('the store', () => {
  it('has every migration applied once it is open, and applies none a second time', async () => {
    await using database = await setupDatabase()
    const status = await migrationStatus(database.kysely)
    expect(status.length).toBeGreaterThan(0)
    expect(status.every((migration) => migration.appliedAt instanceof Date)).toBe(true)
    expect(await migrateToLatest(database.kysely)).toEqual([])
  })

  it('lets processes that start together apply the migrations once, one after the other', async () => {
    await using database = await setupDatabase()
    await database.pool.query('drop schema public cascade; create schema public')
    const applied = await Promise.all([1, 2, 3].map(async () => await migrateToLatest(database.kysely)))
    const names = (await migrationStatus(database.kysely)).map((migration) => migration.name)
    expect(applied.flat().sort()).toEqual(names)
  })

  it('refuses a database that a later version has migrated', async () => {
    await using database = await setupDatabase()
    await database.pool.query(`insert into kysely_migration (name, timestamp) values ('9999_future', now()::text)`)
    await expect(migrateToLatest(database.kysely)).rejects.toMatchObject({ code: 'DATABASE_NEWER' })
  })

  it('reads bigint as a number, an instant as a Date and a day as text', async () => {
    await using database = await setupDatabase()
    const { rows } = await database.pool.query(
      `select 9007199254740991::bigint as fen, '2025-05-20T13:29:35.120+08:00'::timestamptz as at, '2025-05-20'::date as day`,
    )
    expect(rows).toEqual([{ fen: 9_007_199_254_740_991, at: new Date('2025-05-20T05:29:35.120Z'), day: '2025-05-20' }])
  })

  it('refuses a bigint that a number cannot hold, instead of rounding it', async () => {
    await using database = await setupDatabase()
    await expect(database.pool.query('select 9007199254740993::bigint')).rejects.toThrow('integer out of range')
  })

  it('hands a NOTIFY to those who listen, until they stop', async () => {
    await using database = await setupDatabase()
    const heard: string[] = []
    const stop = await database.listen('redress_test', (payload) => heard.push(payload))
    const heardByOther: string[] = []
    await database.listen('redress_test', (payload) => heardByOther.push(payload))
    await database.pool.query(`select pg_notify('redress_test', 'first')`)
    await database.pool.query(`select pg_notify('redress_test', 'second')`)
    await expect.poll(() => heard).toEqual(['first', 'second'])
    stop()
    await database.pool.query(`select pg_notify('redress_test', 'last')`)
    await expect.poll(() => heardByOther).toEqual(['first', 'second', 'last'])
    expect(heard).toEqual(['first', 'second'])
  })
})
