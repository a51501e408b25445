import type { Endpoint } from '../http/endpoint.ts'
import { certificates } from './certificates.ts'
import { detail, history } from './detail.ts'
import { download, upload } from './images.ts'
import { list } from './list.ts'
import { notificationAddress } from './notification-address.ts'
import { complete, reply } from './reply.ts'

/** Every call of the platform that is simulated. */
export const ENDPOINTS: readonly Endpoint[] = [
  list,
  detail,
  history,
  ...notificationAddress,
  reply,
  complete,
  // Before the download: its path would match the word "upload" too.
  upload,
  download,
  certificates,
]
