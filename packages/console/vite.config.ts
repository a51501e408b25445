import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { constants, gzip } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vitest/config'

/** The desk that `vite` (development only) forwards to. */
const desk = `http://127.0.0.1:${process.env['REDRESS_PORT'] ?? '7700'}`

const packed = /\.(js|css|html|svg|json)$/

/** Puts each text file packed beside itself, as the desk sends it: packing it for every visit would be work for nothing. */
const packOutput = (): Plugin => ({
  name: 'pack-output',
  apply: 'build',
  async writeBundle({ dir = '' }, bundle) {
    const pack = promisify(gzip)
    const names = Object.keys(bundle).filter((name) => packed.test(name))
    await Promise.all(
      names.map(async (name) => {
        const bytes = await pack(await readFile(join(dir, name)), { level: constants.Z_BEST_COMPRESSION })
        await writeFile(join(dir, `${name}.gz`), bytes)
      }),
    )
  },
})

export default defineConfig({
  plugins: [react(), packOutput()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    manifest: true,
    target: 'es2022',
    // The budget is kept by a test over the manifest, which counts what a first visit really loads.
    chunkSizeWarningLimit: 1200,
  },
  server: { port: 7701, proxy: { '/api': { target: desk, changeOrigin: false } } },
  test: {
    setupFiles: ['./test/support/setup.ts'],
    // Under `test` Ant Design gives every generated id the same value, and no dialog would have its own name.
    env: { NODE_ENV: 'development' },
  },
})
