import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { missingEntries, platformOf } from './complete-lock.mjs'

describe('the lock file', () => {
  it('names the binaries of every platform, so that npm ci accepts it and every system gets its own', () => {
    const lock = JSON.parse(readFileSync(new URL('../package-lock.json', import.meta.url), 'utf8'))
    expect(Object.keys(missingEntries(lock))).toEqual([])
  })

  it('finds a binary that was left out, and for whom it is', () => {
    const packages = { 'node_modules/tool': { dev: true, optionalDependencies: { '@tool/linux-x64-musl': '1.2.3' } } }
    expect(missingEntries({ packages })).toEqual({
      'node_modules/@tool/linux-x64-musl': {
        version: '1.2.3',
        cpu: ['x64'],
        dev: true,
        libc: ['musl'],
        optional: true,
        os: ['linux'],
      },
    })
  })

  it.each([
    ['@rolldown/binding-darwin-arm64', ['darwin'], ['arm64'], []],
    ['@oxlint/binding-linux-arm-gnueabihf', ['linux'], ['arm'], ['glibc']],
    ['@img/sharp-win32-ia32', ['win32'], ['ia32'], []],
  ])('reads the platform off %s', (name, os, cpu, libc) => {
    expect(platformOf(name)).toEqual({ os, cpu, libc })
  })
})
