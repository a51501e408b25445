import { z } from 'zod'
import { instant } from './common.ts'

export const merchant = z
  .object({
    slug: z.string(),
    name: z.string(),
    mchid: z.string(),
    partnerMchid: z.string().nullable(),
    keyMode: z.enum(['certificate', 'public-key', 'mixed', 'empty']),
    platformKeys: z.array(
      z.object({ serial: z.string(), kind: z.enum(['certificate', 'public-key']), expiresAt: instant.nullable() }),
    ),
    callbackPath: z.string().meta({ description: 'path of this merchant for platform notifications' }),
  })
  .meta({ id: 'Merchant' })

export const merchantList = z.object({ items: z.array(merchant) }).meta({ id: 'MerchantList' })
