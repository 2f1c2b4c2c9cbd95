import fc from 'fast-check'
import { expect, test } from 'vitest'
import { contrast, fromLch, parse, toLch } from './colour.ts'
import { initials } from './ornament.ts'
import { palette, themeCss } from './theme.ts'

const colour = fc.integer({ min: 0, max: 0xffffff }).map((n) => `#${n.toString(16).padStart(6, '0')}`)
const light = ['#fbfaf7', '#ffffff', '#f4f1ea']
const dark = ['#16181b', '#1d2023', '#121416']

test('contrast as WCAG defines it', () => {
  expect(contrast('#000000', '#ffffff')).toBe(21)
  expect(contrast('#777777', '#ffffff').toFixed(2)).toBe('4.48')
})

test('OKLCH there and back', () => {
  fc.assert(
    fc.property(colour, (c) => {
      const back = fromLch(toLch(c))
      const off = [1, 3, 5].map((i) => Math.abs(parseInt(c.slice(i, i + 2), 16) - parseInt(back.slice(i, i + 2), 16)))
      expect(Math.max(...off) <= 4).toBe(true)
    }),
  )
})

test('whatever accent the organiser picks, text stays readable', () => {
  fc.assert(
    fc.property(colour, (accent) => {
      const p = palette({ accent })
      const reach = {
        whiteOnBrand: contrast('#ffffff', p.brand) >= 7,
        softOnBrand: contrast(p.soft, p.brand) >= 4.5,
        eyebrow: contrast(p.onBrand, p.brand) >= 4.5,
        button: contrast(p.highlightInk, p.highlight) >= 4.5,
        link: [...light, p.light.tint].every((g) => contrast(p.light.link, g) >= 4.5),
        darkLink: [...dark, p.dark.tint].every((g) => contrast(p.dark.link, g) >= 4.5),
        inkOnTint: contrast('#4d525a', p.light.tint) >= 4.5 && contrast('#bbbec3', p.dark.tint) >= 4.5,
        mark: light.every((g) => contrast(p.light.mark, g) >= 4.5) && dark.every((g) => contrast(p.dark.mark, g) >= 4.5),
      }
      expect(Object.entries(reach).filter(([, ok]) => !ok)).toEqual([])
    }),
    { numRuns: 300 },
  )
})

test('a style sheet holds colours only, whatever was given for one', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (accent, track) => {
      const css = themeCss({ brand: { accent, highlight: accent } }, [{ colour: track }, {}])
      expect(
        css
          .replaceAll(/#[0-9a-f]{6}/g, '#')
          .replace(/--[a-z-]+:#/g, '')
          .replace(/[;:{}\n.k01]/g, '').length < 60,
      ).toBe(true)
      expect(/[<"'\\]|url|import|expression/.test(css)).toBe(false)
    }),
  )
  expect(parse('#AbC', '#000000')).toBe('#aabbcc')
  expect(parse('red;}', '#000000')).toBe('#000000')
})

test('a track keeps its hue and is made readable in both schemes', () => {
  const css = themeCss({ brand: { accent: '#0d4347' } }, [{ colour: '#ffe600' }])
  const [onLight, onDark] = [...css.matchAll(/\.k0\{--k:(#\w+)\}/g)].map((m) => m[1]!)
  expect(light.every((g) => contrast(onLight!, g) >= 4.5)).toBe(true)
  expect(onDark).toBe('#ffe600')
})

test('initials', () => {
  expect(['林小美', '歐陽靜', 'Marisol Tan', 'alice', '林誠夏 (Lucien)', '佐倉真帆', '', '・'].map(initials)).toEqual([
    '小美',
    '陽靜',
    'MT',
    'A',
    '誠夏',
    '真帆',
    '・',
    '・',
  ])
})
