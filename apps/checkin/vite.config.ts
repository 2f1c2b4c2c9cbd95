import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const filesOf = (dir: string) =>
  readdirSync(dir, { recursive: true, withFileTypes: true })
    .filter((f) => f.isFile())
    .map((f) =>
      join(f.parentPath, f.name)
        .slice(dir.length + 1)
        .replaceAll('\\', '/'),
    )

/** Writes the service worker with the list of all files and a version of their contents, then `.br` and `.gz` beside what is text or wasm. */
const shell = (): Plugin => ({
  name: 'shell',
  apply: 'build',
  writeBundle({ dir }) {
    const files = filesOf(dir!)
      .filter((f) => !/\.(br|gz)$/.test(f) && f !== 'sw.js')
      .toSorted()
    const hash = createHash('sha256')
    for (const f of files) hash.update(f).update(readFileSync(join(dir!, f)))
    const list = ['/checkin/', ...files.filter((f) => f !== 'index.html').map((f) => `/checkin/${f}`)]
    writeFileSync(
      join(dir!, 'sw.js'),
      readFileSync(here('sw.js'), 'utf8')
        .replace('__VERSION__', hash.digest('hex').slice(0, 16))
        .replace('__FILES__', JSON.stringify(list)),
    )
    for (const name of filesOf(dir!).filter((f) => /\.(js|css|html|svg|wasm|webmanifest)$/.test(f))) {
      const bytes = readFileSync(join(dir!, name))
      writeFileSync(join(dir!, `${name}.gz`), gzipSync(bytes, { level: 9 }))
      writeFileSync(join(dir!, `${name}.br`), brotliCompressSync(bytes, { params: { [constants.BROTLI_PARAM_QUALITY]: 9 } }))
    }
  },
})

export default defineConfig({
  root: here('.'),
  base: '/checkin/',
  plugins: [react(), shell()],
  // React's calls on Preact's 10 kB: the gate is fetched over the worst network of all, and needs nothing that only React has.
  resolve: {
    alias: [
      { find: /^react-dom\/client$/, replacement: 'preact/compat/client' },
      { find: /^react$/, replacement: 'preact/compat' },
      { find: /^react\/jsx-(dev-)?runtime$/, replacement: 'preact/jsx-runtime' },
    ],
  },
  build: { outDir: here('../../dist/checkin'), emptyOutDir: true, target: 'es2022', assetsInlineLimit: 0 },
  worker: { format: 'es' },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
