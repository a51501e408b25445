import { CommanderError } from 'commander'
import { z } from 'zod'
import { ConfigError } from '../config/config-error.ts'
import { GuardRefusal } from '../errors.ts'

/** 0 done, 1 failed, 2 misuse, 3 refused by a guard. */
export function exitCodeFor(error: unknown): 0 | 1 | 2 | 3 {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2
  if (error instanceof GuardRefusal) return 3
  if (error instanceof ConfigError) return 2
  return 1
}

/** What the errors of the desk and of the SDK have in common. */
const explained = z.object({
  code: z.string(),
  message: z.string(),
  remedy: z.string(),
  field: z.string().optional(),
  requestId: z.string().optional(),
  reasons: z.array(z.object({ code: z.string(), message: z.string() })).optional(),
})

/** An error as lines for people: what is wrong, then what to do. Undefined for what Commander has printed itself. */
export function explain(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined
  const known = error instanceof Error ? explained.safeParse({ ...error, message: error.message }) : undefined
  if (known?.success === true) {
    const { code, message, remedy } = known.data
    return `${code}: ${message}\n${remedy}`
  }
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `UNEXPECTED: ${text}\nThis is a mistake in Redress. Please report it with the lines above.`
}

/** The same for programs, with --json. */
export function explainAsJson(error: unknown): unknown {
  const known = error instanceof Error ? explained.safeParse({ ...error, message: error.message }) : undefined
  if (known?.success === true) return { error: known.data }
  return { error: { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) } }
}
