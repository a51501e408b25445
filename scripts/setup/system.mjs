import { existsSync } from 'node:fs'
import { capture, run } from './run.mjs'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const packages = ['chromium', 'fonts-noto-cjk', 'fontconfig', 'openssl']
const howTo = `apt-get install -y ${packages.join(' ')} (REDRESS_CHROMIUM names a Chromium elsewhere)`

/** Path of a Chromium on this machine, or undefined. */
export function findChromium(env = process.env) {
  return env.REDRESS_CHROMIUM ?? browsers.find((path) => existsSync(path))
}

const runs = async (command, args) => (await capture(command, args)).code === 0

async function hasChineseFont() {
  const { code, output } = await capture('fc-list', [':lang=zh', 'family'])
  return code === 0 && output.trim() !== ''
}

const isComplete = async () =>
  findChromium() !== undefined && (await hasChineseFont()) && (await runs('openssl', ['version']))

/**
 * Makes sure that the tests find what they need beside Node: Chromium, a Chinese font and the OpenSSL command (a second
 * opinion on keys and files). Installs them from Debian where this user may (root with apt-get); otherwise says in one
 * line how to get them and resolves to false.
 */
export async function ensureSystemPackages() {
  if (await isComplete()) return true
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall) {
    console.error(`redress: the tests need Chromium, a Chinese font and openssl: ${howTo}`)
    return false
  }
  console.log('redress: installing Chromium and Chinese fonts from Debian (once, a minute or two) …')
  const quiet = {
    env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    stdio: ['ignore', 'ignore', 'inherit'],
  }
  const install = ['install', '-y', '-qq', '--no-install-recommends', ...packages]
  const updated = await run('apt-get', ['update', '-qq'], quiet)
  if (updated === 0 && (await run('apt-get', install, quiet)) === 0 && (await isComplete())) return true
  console.error(`redress: Chromium could not be installed. Try by hand: ${howTo}`)
  return false
}
