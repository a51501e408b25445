import react from '@vitejs/plugin-react'
import { defineConfig } from 'vitest/config'

/** The desk that `vite` (development only) forwards to. */
const desk = `http://127.0.0.1:${process.env['REDRESS_PORT'] ?? '7700'}`

export default defineConfig({
  plugins: [react()],
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
