import { z } from 'zod'
import { instant } from './common.ts'

export const status = z.object({ version: z.string(), now: instant, timeZone: z.string() }).meta({ id: 'Status' })
