import { spawn } from 'node:child_process'

const isWindows = process.platform === 'win32'

/**
 * Runs a command in the foreground and resolves with its exit code.
 * The child shares the terminal, so progress of long steps is seen as it happens.
 */
export function run(command, args, options = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: 'inherit', shell: isWindows && !command.endsWith('.exe'), ...options })
    child.once('error', reject)
    child.once('exit', (code, signal) => resolve(code ?? (signal === null ? 1 : 128)))
  })
}

/** Like `run`, but anything but success ends this process with one line that says which step failed. */
export async function runOrExit(step, command, args, options) {
  const code = await run(command, args, options).catch((error) => {
    console.error(`redress: ${step}: ${error.message}`)
    return 1
  })
  if (code === 0) return
  console.error(`redress: ${step} failed (exit code ${code}); the lines above say why.`)
  process.exit(1)
}

/** Runs a command silently; resolves with `{ code, output }`. */
export function capture(command, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'], ...options })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 127, output: error.message }))
    child.once('exit', (code) => resolve({ code: code ?? 1, output }))
  })
}
