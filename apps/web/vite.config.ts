import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { defineConfig } from 'vite'
import type { Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** Writes `.br` and `.gz` beside every text file, so that the server never compresses on the way. */
const compressed = (): Plugin => ({
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir }) {
    for (const name of readdirSync(dir!, { recursive: true, encoding: 'utf8' }).filter((one) => /\.(js|css|html|svg)$/.test(one))) {
      const bytes = readFileSync(join(dir!, name))
      writeFileSync(join(dir!, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      writeFileSync(join(dir!, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
    }
  },
})

export default defineConfig({
  root: here('.'),
  base: '/app/',
  plugins: [react(), compressed()],
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // An inlined asset would be a data: address, which the content policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      // What rarely changes and every screen needs, so that an update of the app leaves it in the browser's cache.
      output: {
        codeSplitting: {
          groups: [
            {
              name: 'vendor',
              test: /node_modules\/(react|react-dom|scheduler|zod|i18next|react-i18next|@tanstack\/(react-query|query-core|react-router|router-core|history|react-store|store))\//,
            },
          ],
        },
      },
      input: process.env.GALLERY ? { index: here('index.html'), gallery: here('gallery.html') } : { index: here('index.html') },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
