/** The stable code of whatever went wrong; never its message, which may quote the platform. */
export function problemCode(error: unknown): string {
  if (error instanceof Error && 'code' in error && typeof error.code === 'string') return error.code
  return 'UNEXPECTED'
}
