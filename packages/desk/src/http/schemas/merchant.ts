import { z } from 'zod'
import { fen, instant } from './common.ts'

export const merchantSync = z
  .object({
    completeUpTo: instant.nullable().meta({
      description: 'up to here every complaint and change is known; null before the first sweep',
    }),
    listedUpTo: instant.nullable(),
    nextSweepAt: instant,
    problemCode: z.string().nullable().meta({ description: 'why the latest sweep failed' }),
    problemSince: instant.nullable(),
    backfill: z.object({
      from: z.string().meta({ description: 'first day asked for, yyyy-MM-dd' }),
      coveredFrom: z.string().meta({ description: 'first day listed so far' }),
      found: z.int(),
      doneAt: instant.nullable(),
    }),
    callbackUrl: z.object({
      state: z.enum(['unchecked', 'ok', 'missing', 'different']),
      url: z.string().nullable().meta({ description: 'what is set at the platform' }),
      checkedAt: instant.nullable(),
    }),
  })
  .meta({ id: 'MerchantSync' })

export const merchant = z
  .object({
    slug: z.string(),
    name: z.string(),
    mchid: z.string(),
    partnerMchid: z.string().nullable(),
    labels: z.array(z.string()).meta({ description: 'stores, brands and other words to find it by' }),
    keyMode: z.enum(['certificate', 'public-key', 'mixed', 'empty']),
    platformKeys: z.array(
      z.object({ serial: z.string(), kind: z.enum(['certificate', 'public-key']), expiresAt: instant.nullable() }),
    ),
    callbackPath: z.string().meta({ description: 'path of this merchant for platform notifications' }),
    sync: merchantSync.nullable(),
  })
  .meta({ id: 'Merchant' })

export const merchantList = z.object({ items: z.array(merchant) }).meta({ id: 'MerchantList' })

export const slugParams = z.object({ slug: z.string().max(64).meta({ description: 'slug or merchant number' }) })

const labels = z.array(z.string()).meta({ description: 'at most 20, of 1 to 64 characters' })

export const merchantLabels = z.object({ labels }).meta({ id: 'MerchantLabels' })

export const newMerchantLabels = z.object({ labels }).meta({ id: 'NewMerchantLabels' })

export const newSync = z
  .object({ backfillDays: z.int().min(31).max(3650).optional().meta({ description: 'also list so many days back' }) })
  .meta({ id: 'NewSync' })

export const ensuredCallbackUrl = z
  .object({ url: z.string(), outcome: z.enum(['created', 'updated', 'unchanged']) })
  .meta({ id: 'EnsuredCallbackUrl' })

const refundRuleFields = {
  trustedOnly: z.boolean().meta({ description: 'whether a decision needs the tag TRUSTED' }),
  dailyAmount: fen.meta({ description: 'the sum of the refunds of one Beijing day' }),
  fourEyesAbove: fen.meta({ description: 'above it a second person has to agree' }),
}

export const refundRules = z.object(refundRuleFields).meta({ id: 'RefundRules' })

export const newRefundRules = z.object(refundRuleFields).meta({ id: 'NewRefundRules' })
