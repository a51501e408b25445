import { z } from 'zod'

/** RFC 3339 with offset, for example `2026-01-22T17:00:00+08:00`. */
export const instant = z.string().meta({ format: 'date-time', description: 'RFC 3339 with offset' })

/** Identifiers are opaque strings. */
export const id = z.string().min(1).max(64)

/** Money, integer fen (1/100 CNY). */
export const fen = z.int().min(0).meta({ description: 'fen, 1/100 CNY' })

/** A page size. */
export const limit = z.coerce.number().int().min(1).max(200).default(50)

/** Where the next page starts: the `nextCursor` of the page before, never made up. */
export const cursor = z.string().max(512).optional()

export const nextCursor = z.string().nullable().meta({ description: 'cursor of the next page, null at the end' })

export const guardReason = z
  .object({ code: z.string(), message: z.string() })
  .meta({ id: 'Reason', description: 'A stable code for programs and a sentence for people.' })

/** RFC 9457 problem details, the body of every answer that is not a success. */
export const problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    code: z.string().meta({ description: 'stable, for programs' }),
    detail: z.string(),
    field: z.string().optional().meta({ description: 'the offending field, when there is one' }),
    remedy: z.string().optional().meta({ description: 'what to do next' }),
    reasons: z.array(guardReason).optional().meta({ description: 'why a guard refused' }),
  })
  .meta({ id: 'Problem' })

export type Problem = z.infer<typeof problem>

export const idParams = z.object({ id })

/** `Idempotency-Key`: the same key from the same caller is carried out once and answered the same. */
export const idempotencyHeaders = z.looseObject({
  'idempotency-key': z.string().min(1).max(128).optional(),
})

export const accepted = z
  .object({ actionId: id })
  .meta({ id: 'Accepted', description: 'The intent is stored. Follow it at /api/v1/actions/{id}.' })
