import type { Endpoint } from '../http/endpoint.ts'
import { certificates } from './certificates.ts'
import { detail, history } from './detail.ts'
import { download, upload } from './images.ts'
import { immediateService } from './immediate-service.ts'
import { list } from './list.ts'
import { notificationAddress } from './notification-address.ts'
import { refundDecision } from './refund-decision.ts'
import { refundCalls } from './refunds.ts'
import { complete, reply } from './reply.ts'
import { securityEcho } from './security-echo.ts'

/** Every call of the platform that is simulated. */
export const ENDPOINTS: readonly Endpoint[] = [
  list,
  detail,
  history,
  ...notificationAddress,
  reply,
  complete,
  immediateService,
  refundDecision,
  // Before the download: its path would match the word "upload" too.
  upload,
  download,
  certificates,
  securityEcho,
  ...refundCalls,
]
