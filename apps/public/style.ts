import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'

// In the order of the cascade.
const files =
  'tokens base drawing shell home sections home-narrow programme timetable rows programme-narrow pages form ticket dark print sheet'.split(
    ' ',
  )

const load = (): { css: string; path: string } => {
  const css = files
    .map((f) => readFileSync(new URL(`./style/${f}.css`, import.meta.url), 'utf8'))
    .join('')
    .replace(/\/\*[^]*?\*\//g, '')
    .replace(/\s*\n\s*/g, '\n')
    .replace(/^([\w-]+): /gm, '$1:')
    .replace(/ ?\{\n/g, '{')
    .replace(/;\n\}/g, '}')
    .replace(/([;,])\n/g, '$1')
    .trim()
  return { css, path: `/public/site.${createHash('sha256').update(css).digest('hex').slice(0, 10)}.css` }
}

/** The one style sheet of all sites, and the path it is served under, which changes with its content. */
export const siteStyle = load()
