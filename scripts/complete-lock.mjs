import { readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

/**
 * Adds to the lock file the platform packages that npm left out because the registry it was written with did not serve
 * them. Without their entries `npm ci` of npm 11 refuses the lock file, and other systems would get no binaries.
 * Run it after every `npm install`; a test says when it was forgotten.
 */
const systems = ['android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'aix', 'win32']
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64']

/** What a package's name says of the platforms it is for: `@x/binding-linux-x64-musl`. */
export function platformOf(name) {
  const words = name.split('/').at(-1).split(/[-.]/)
  const find = (known) => known.filter((word) => words.includes(word))
  const libc =
    words.includes('musl') || words.includes('musleabihf')
      ? ['musl']
      : words.includes('gnu') || words.includes('gnueabihf')
        ? ['glibc']
        : []
  return { os: find(systems), cpu: find(processors), libc }
}

/** The entries that `lock` lacks, by path. Only exact versions can be added, and only names that tell their platform. */
export function missingEntries(lock) {
  const missing = {}
  for (const entry of Object.values(lock.packages)) {
    for (const [name, version] of Object.entries(entry.optionalDependencies ?? {})) {
      const path = `node_modules/${name}`
      if (lock.packages[path] !== undefined || !/^\d/.test(version)) continue
      const { os, cpu, libc } = platformOf(name)
      if (os.length === 0 && cpu.length === 0) continue
      missing[path] = {
        version,
        ...(cpu.length > 0 && { cpu }),
        ...(entry.dev === true && { dev: true }),
        ...(libc.length > 0 && { libc }),
        optional: true,
        ...(os.length > 0 && { os }),
      }
    }
  }
  return missing
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const file = fileURLToPath(new URL('../package-lock.json', import.meta.url))
  const lock = JSON.parse(readFileSync(file, 'utf8'))
  const missing = missingEntries(lock)
  const byPath = ([a], [b]) => (a < b ? -1 : 1)
  const packages = Object.fromEntries(Object.entries({ ...lock.packages, ...missing }).sort(byPath))
  writeFileSync(file, `${JSON.stringify({ ...lock, packages }, null, 2)}\n`)
  console.log(`redress: ${Object.keys(missing).length} platform packages added to the lock file`)
}
