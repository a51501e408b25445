import { DeskError } from '../errors.ts'

/** Every problem of a configuration at once. Names only: a value may be a secret. */
export class ConfigError extends DeskError {
  override readonly name = 'ConfigError'
  readonly problems: readonly string[]

  constructor(problems: readonly string[]) {
    super(
      'CONFIG_INVALID',
      `The configuration has ${problems.length === 1 ? 'a problem' : `${problems.length} problems`}:\n${problems.map((p) => `  ${p}`).join('\n')}`,
      'Correct what is listed, in the environment or in redress.config.yaml, and start again.',
    )
    this.problems = problems
  }
}
