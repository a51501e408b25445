import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Blobs } from '../state/blobs.ts'
import type { OfficialState } from './official-state.ts'

const ADDRESS = /^\/mmbiz\/([\w-]+)\/0$/

/** Serves the pictures of payers at `/mmbiz/{id}/0`, open to everybody as on the platform; false for other paths. */
export const sendMedia =
  (state: OfficialState, blobs: Blobs) =>
  (path: string, incoming: IncomingMessage, outgoing: ServerResponse): boolean => {
    const [, mediaId] = ADDRESS.exec(path) ?? []
    if (mediaId === undefined) return false
    incoming.resume()
    const media = state.media.get(mediaId)
    const bytes = media === undefined ? undefined : blobs.get(media.digest)
    if (media === undefined || bytes === undefined) outgoing.writeHead(404).end()
    else outgoing.writeHead(200, { 'Content-Type': media.contentType }).end(bytes)
    return true
  }
