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

/** What the system refused: permissions, a full disk, no such folder. */
const systemError = z.object({ code: z.string(), syscall: z.string(), message: z.string() })

function parseExplained(error: unknown): z.infer<typeof explained> | undefined {
  if (!(error instanceof Error)) return undefined
  const facts = { ...error, message: error.message }
  const refused = systemError.safeParse(facts).data
  if (refused !== undefined) {
    return {
      code: `SYSTEM_${refused.code}`,
      message: refused.message.replace(`${refused.code}: `, ''),
      remedy: 'Check permissions and free space of what is named, and that the right user runs Redress.',
    }
  }
  return explained.safeParse(facts).data
}

/** An error as lines for people: what is wrong, then what to do. Undefined for what Commander has printed itself. */
export function explain(error: unknown): string | undefined {
  if (error instanceof CommanderError) return undefined
  const known = parseExplained(error)
  if (known !== undefined) return `${known.code}: ${known.message}\n${known.remedy}`
  const text = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return `UNEXPECTED: ${text}\nThis is a mistake in Redress. Please report it with the lines above.`
}

/** The same for programs, with --json. */
export function explainAsJson(error: unknown): unknown {
  const known = parseExplained(error)
  if (known !== undefined) return { error: known }
  return { error: { code: 'UNEXPECTED', message: error instanceof Error ? error.message : String(error) } }
}
