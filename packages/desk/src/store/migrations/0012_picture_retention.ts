import { type Kysely, type Migration, sql } from 'kysely'

// Who still refers to a picture: asked for every picture that may go.
const statements = [
  `create index pictures_by_media on pictures (media_key) where media_key is not null`,
  // Without a list of pending entries, which every look-up would have to read through.
  `create index actions_by_image on actions using gin (images) with (fastupdate = off) where images <> '{}'`,
]

async function up(db: Kysely<unknown>): Promise<void> {
  for (const statement of statements) await sql.raw(statement).execute(db)
}

export const pictureRetention: Migration = { up }
