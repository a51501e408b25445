import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Unit tests read the sources, so that an edit is seen without a build; e2e runs what was built. */
const source = (name: string) => fileURLToPath(new URL(`packages/${name}/src/index.ts`, import.meta.url))
const alias = { '@redress/wechatpay': source('wechatpay'), '@redress/simulator': source('simulator') }

/**
 * In CI a test gets a second attempt: browsers and processes on a shared machine are late now and then. `npm test` names
 * each that needed it, so that none is forgotten.
 */
const retry = process.env['CI'] === undefined ? 0 : 1
const common = { pool: 'threads', testTimeout: 60_000, hookTimeout: 120_000, retry } as const

export default defineConfig({
  test: {
    // Most tests wait for a database, a browser or a process; one worker fewer than cores would leave the machine idle.
    maxWorkers: 3,
    projects: [
      { resolve: { alias }, test: { ...common, name: 'wechatpay', include: ['packages/wechatpay/test/**/*.test.ts'] } },
      { resolve: { alias }, test: { ...common, name: 'simulator', include: ['packages/simulator/test/**/*.test.ts'] } },
      { resolve: { alias }, test: { ...common, name: 'desk', include: ['packages/desk/test/**/*.test.ts'] } },
      {
        extends: './packages/console/vite.config.ts',
        test: {
          ...common,
          name: 'console',
          root: './packages/console',
          environment: 'jsdom',
          include: ['test/**/*.test.{ts,tsx}'],
        },
      },
      { test: { ...common, name: 'scripts', include: ['scripts/**/*.test.ts', 'bench/**/*.test.ts'] } },
      { test: { ...common, name: 'e2e', testTimeout: 300_000, include: ['e2e/**/*.test.ts'] } },
    ],
  },
})
