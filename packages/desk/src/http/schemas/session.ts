import { z } from 'zod'
import { id } from './common.ts'

export const user = z
  .object({
    id,
    username: z.string(),
    displayName: z.string(),
    role: z.enum(['owner', 'operator']),
  })
  .meta({ id: 'User' })

export const signIn = z
  .object({ username: z.string().min(1).max(64), password: z.string().min(1).max(256) })
  .meta({ id: 'SignIn' })

export const session = z.object({ user }).meta({ id: 'Session' })
