import { z } from 'zod'

export const uploadedImage = z
  .object({
    mediaKey: z.string(),
    url: z.string(),
    contentType: z.string(),
    size: z.int().min(0).meta({ description: 'bytes' }),
    width: z.int().optional(),
    height: z.int().optional(),
  })
  .meta({ id: 'UploadedImage' })

export const mediaKeyParams = z.object({ mediaKey: z.string().regex(/^[0-9a-f]{64}$/) })

export const imageQuery = z.object({ size: z.enum(['thumb', 'full']).default('full') })
