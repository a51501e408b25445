import { existsSync } from 'node:fs'
import { capture, run } from './run.mjs'

const browsers = ['/usr/bin/chromium', '/usr/bin/chromium-browser', '/usr/bin/google-chrome']
const howTo = 'apt-get install -y chromium fonts-noto-cjk (or set REDRESS_CHROMIUM to a Chromium of your own)'

/** Path of a Chromium on this machine, or undefined. */
export function findChromium(env = process.env) {
  return env.REDRESS_CHROMIUM ?? browsers.find((path) => existsSync(path))
}

async function hasChineseFont() {
  const { code, output } = await capture('fc-list', [':lang=zh', 'family'])
  return code === 0 && output.trim() !== ''
}

/**
 * Makes sure that the browser tests can run: Chromium and a Chinese font from Debian, installed when
 * this user may (root with apt-get). Otherwise says in one line how to get them and resolves to false.
 */
export async function ensureBrowser() {
  if (findChromium() !== undefined && (await hasChineseFont())) return true
  const mayInstall = process.getuid?.() === 0 && existsSync('/usr/bin/apt-get')
  if (!mayInstall) {
    console.error(`redress: the browser tests need Chromium and a Chinese font: ${howTo}`)
    return false
  }
  console.log('redress: installing Chromium and Chinese fonts from Debian (once, a minute or two) …')
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' }
  const quiet = { env, stdio: ['ignore', 'ignore', 'inherit'] }
  const packages = ['chromium', 'fonts-noto-cjk', 'fontconfig']
  const updated = await run('apt-get', ['update', '-qq'], quiet)
  const installed =
    updated === 0
      ? await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', ...packages], quiet)
      : updated
  if (installed === 0 && findChromium() !== undefined) return true
  console.error(`redress: Chromium could not be installed. Try by hand: ${howTo}`)
  return false
}
