import { z } from 'zod'
import { problem } from './schemas/common.ts'

export const apiRoot = '/api/v1'

export const noContent = z.null().meta({ description: 'done' })
export const failures = { default: problem }

export const read = (tag: string, operationId: string, summary: string) => ({ tags: [tag], operationId, summary })
export const write = read
