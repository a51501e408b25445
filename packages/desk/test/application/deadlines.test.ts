import { describe, expect, it } from 'vitest'
import { setupDesk } from './support.ts'

const HOUR = 3_600_000

describe('deadlines that pass', () => {
  it('are kept as facts, noticed though nothing happens and kept though the complaint is settled later', async () => {
    await using desk = await setupDesk({ workers: false })
    const filedAt = new Date(Math.floor(Date.now() / 1000) * 1000 - 20 * HOUR)
    const { id } = await desk.file({ at: filedAt })
    const marks = async () =>
      (
        await desk.database.kysely
          .selectFrom('deadline_marks')
          .select(['kind', 'stage', 'at'])
          .where('complaint_id', '=', id)
          .orderBy('at')
          .execute()
      ).map(({ kind, stage, at }) => [kind, stage, Math.round((at.getTime() - filedAt.getTime()) / 36_000) / 100])
    expect(await marks()).toEqual([
      ['first-reply', 50, 12],
      ['first-reply', 80, 19.2],
    ])
    expect((await desk.complaint(id)).deadlines).toMatchObject([
      { kind: 'first-reply', stage: 80, state: 'open' },
      { kind: 'settlement', stage: 0, state: 'open' },
    ])
    expect(await desk.application.watcher.watchNext()).toBe(false)

    // Five hours later, as the stored instants see it.
    const row = await desk.database.kysely.selectFrom('complaints').select('deadlines').executeTakeFirstOrThrow()
    const earlier = row.deadlines.map((d) => ({ ...d, startsAt: d.startsAt - 5 * HOUR, dueAt: d.dueAt - 5 * HOUR }))
    await desk.database.kysely
      .updateTable('complaints')
      .set({ deadlines: JSON.stringify(earlier), next_stage_at: new Date() })
      .execute()
    expect(await desk.application.watcher.watchNext()).toBe(true)
    expect(await desk.application.watcher.watchNext()).toBe(false)
    expect((await marks()).filter(([, stage]) => stage === 100)).toEqual([['first-reply', 100, 19]])
    expect((await desk.complaint(id)).deadlines[0]).toMatchObject({ stage: 100, state: 'missed' })
  })
})
