import react from '@vitejs/plugin-react'
import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  root: here('.'),
  base: '/app/',
  plugins: [react()],
  build: {
    outDir: here('../../dist/web'),
    emptyOutDir: true,
    target: 'es2023',
    // An inlined asset would be a data: address, which the content policy refuses.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      input: process.env.GALLERY ? { index: here('index.html'), gallery: here('gallery.html') } : { index: here('index.html') },
    },
  },
  server: { proxy: { '/api': 'http://127.0.0.1:3000' } },
})
