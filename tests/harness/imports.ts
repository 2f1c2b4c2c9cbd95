import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** All source files below a folder, as paths from the project's root. */
export function sources(folder: string): string[] {
  const out: string[] = []
  const walk = (dir: string) => {
    for (const name of readdirSync(dir)) {
      const path = join(dir, name)
      if (statSync(path).isDirectory()) walk(path)
      else if (/\.(ts|tsx|css|sql)$/.test(name) && !name.endsWith('.d.ts')) out.push(relative(root, path))
    }
  }
  walk(join(root, folder))
  return out.toSorted()
}

export const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** The project's own files that a source imports, type imports and dynamic ones included. */
export function importsOf(path: string, text = read(path)): string[] {
  const found = text.matchAll(/(?:\bfrom\s*|\bimport\s*\(\s*|\bimport\s+|declare module\s+|new URL\(\s*)['"](\.{1,2}\/[^'"]+)['"]/g)
  return [...found].map((m) => relative(root, resolve(root, path, '..', m[1]!)))
}

/** Where a file belongs: a module's name, or `kernel`, `ui`, `app:server` …; `null` for anything else. */
export function placeOf(path: string): string | null {
  const m = /^src\/modules\/([^/]+)\//.exec(path) ?? /^src\/(kernel|ui)\//.exec(path)
  if (m) return m[1]!
  const app = /^apps\/([^/]+)\//.exec(path)
  return app ? `app:${app[1]}` : null
}
