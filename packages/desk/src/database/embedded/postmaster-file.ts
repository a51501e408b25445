/** What a running server writes into `postmaster.pid`, one fact per line. */
export interface PostmasterFile {
  readonly pid: number
  readonly socketFolder: string | undefined
  readonly port: number | undefined
}

/** Undefined when the file is torn or not of PostgreSQL. */
export function parsePostmasterFile(text: string): PostmasterFile | undefined {
  const [pid, , , port, socketFolder] = text.split('\n').map((line) => line.trim())
  if (!/^\d+$/.test(pid ?? '')) return undefined
  return {
    pid: Number(pid),
    port: /^\d+$/.test(port ?? '') ? Number(port) : undefined,
    socketFolder: socketFolder === '' ? undefined : socketFolder,
  }
}
