import { createHmac } from 'node:crypto'

/** How long a plain picture link lives, milliseconds. */
const LIFE = 3_600_000
const PREFIX = '/qpic/'

const proof = (seed: string, pictureId: string, until: number): string =>
  createHmac('sha256', seed).update(`shown picture ${pictureId} ${until}`).digest('hex').slice(0, 24)

/** A plain link that needs no signature and ends an hour after the question. */
export function shownPictureUrl(publicUrl: string, seed: string, pictureId: string, now: number): string {
  const until = Math.floor((now + LIFE) / 1000)
  return `${publicUrl}${PREFIX}${encodeURIComponent(pictureId)}/${until}/${proof(seed, pictureId, until)}`
}

/** The picture that a link's path names; undefined when the link is no longer, or never was, valid. */
export function readShownPicturePath(path: string, seed: string, now: number): string | undefined {
  if (!path.startsWith(PREFIX)) return undefined
  const [encoded = '', until = '', given = ''] = path.slice(PREFIX.length).split('/')
  const id = decoded(encoded)
  if (id === undefined) return undefined
  const valid = given === proof(seed, id, Number(until)) && Number(until) * 1000 > now
  return valid ? id : undefined
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text)
  } catch {
    return undefined
  }
}
