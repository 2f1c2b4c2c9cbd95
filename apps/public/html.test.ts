import fc from 'fast-check'
import { expect, test } from 'vitest'
import { attrs, escape, html, raw, safeUrl } from './html.ts'
import { phrased, worded } from './phrase.ts'
import { plain, rich } from './rich.ts'

const hostile = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string({
    unit: fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '&',
      '`',
      '*',
      '_',
      '[',
      ']',
      '(',
      ')',
      '\n',
      ' ',
      '#',
      '-',
      '1',
      '.',
      'a',
      ':',
      '/',
      '，',
      '字',
      'https://x.y/',
      'javascript:',
    ),
  }),
)
/** Text back out of markup made of text and entities only. */
const unescape = (s: string) =>
  s.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&quot;', '"').replaceAll('&#39;', "'").replaceAll('&amp;', '&')
const printable = (s: string) => s.replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')

test('whatever the text, it comes back whole and opens neither a tag nor an attribute', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const out = escape(text)
      expect(/[<>"']/.test(out)).toBe(false)
      expect(unescape(out)).toBe(printable(text))
      expect(html`<a title="${text}">${[text, null, false]}</a>`.text).toBe(`<a title="${out}">${out}</a>`)
      expect(attrs({ title: text, hidden: true, id: null }).text).toBe(` title="${out}" hidden`)
    }),
  )
})

test('markup nests without being escaped twice, numbers stand, empties vanish', () => {
  expect(html`<p>${html`<b>${'<'}</b>`}${0}${undefined}${[raw('<i></i>'), 'x']}</p>`.text).toBe('<p><b>&lt;</b>0<i></i>x</p>')
  expect(() => attrs({ 'a onclick': 'x' })).toThrow('not an attribute name')
})

test('only web, mail, phone and own addresses may be linked', () => {
  const good = ['https://a.tw/?q=1&b', 'http://a.tw', 'mailto:a@b.tw', 'tel:+88621', '/e/x', '?day=1', '#main', '/']
  expect(good.map(safeUrl)).toEqual(good)
  const bad = [
    'javascript:alert(1)',
    ' JavaScript:x',
    'java\nscript:x',
    'data:text/html,x',
    '//evil.tw',
    '/\\evil.tw',
    '\\\\evil',
    'vbscript:x',
    'https://a b',
    '',
    null,
    undefined,
  ]
  expect(bad.map(safeUrl)).toEqual(bad.map(() => ''))
})

test('rich text makes paragraphs, lists, emphasis and links, and nothing else', () => {
  expect(rich('一\n二\n\n三').text).toBe('<p>一<br>二</p><p>三</p>')
  expect(rich('- **粗** 與 *斜*\n- `a<b`').text).toBe('<ul><li><strong>粗</strong> 與 <em>斜</em></li><li><code>a&lt;b</code></li></ul>')
  expect(rich('3. 丙\n4. 丁').text).toBe('<ol start="3"><li>丙</li><li>丁</li></ol>')
  expect(rich('# 題\n> 引').text).toBe('<h3>題</h3><blockquote><p>引</p></blockquote>')
  expect(rich('見 https://a.tw/x?y=1&z，好').text).toBe(
    '<p>見 <a href="https://a.tw/x?y=1&amp;z" rel="nofollow noopener">https://a.tw/x?y=1&amp;z</a>，好</p>',
  )
  expect(rich('[點](javascript:alert(1)) <script>x</script>').text).toBe('<p>[點](javascript:alert(1)) &lt;script&gt;x&lt;/script&gt;</p>')
  expect(rich('[點](javascript:x) [局](/etc)').text).toBe('<p>點 (javascript:x) 局 (/etc)</p>')
  expect(rich('[站](https://a.tw/"onclick=x)').text).toBe('<p><a href="https://a.tw/&quot;onclick=x" rel="nofollow noopener">站</a></p>')
  expect(rich('```\n<b>\n```').text).toBe('<pre><code>&lt;b&gt;</code></pre>')
  expect(plain('# 標題\n\n**粗** [字](https://a.tw)', 100)).toBe('標題 粗 字')
  expect(plain('一二三四五', 3)).toBe('一二…')
})

test('rich text of hostile input holds only known tags, all closed', () => {
  fc.assert(
    fc.property(hostile, (text) => {
      const out = rich(text).text
      const open: string[] = []
      const rest = out.replace(
        /<(\/?)(p|br|ul|ol|li|h3|h4|hr|blockquote|pre|code|strong|em|a)((?: start="\d+")|(?: href="(?:https?:|mailto:)[^"<>]*" rel="nofollow noopener"))?>/gi,
        (_, close: string, tag: string) => {
          if (tag === 'br' || tag === 'hr') return ''
          if (close) expect(open.pop()).toBe(tag)
          else open.push(tag)
          return ''
        },
      )
      expect(open).toEqual([])
      expect(/[<>]/.test(rest)).toBe(false)
    }),
    { numRuns: 400 },
  )
})

test('phrases: Chinese may break between words, a clause stays together, nothing is lost', () => {
  expect(phrased('Deep dive, again').text).toBe('Deep dive, again')
  expect(phrased('把場子辦好，也把地方留好。').text.replaceAll('<wbr>', '')).toBe(
    '<span class="ib">把場子辦好，</span><span class="ib">也把地方留好。</span>',
  )
  expect(worded('地方特色餐桌').text).toBe('地方<wbr>特色<wbr>餐桌')
  expect(worded('主辦人的帳').text.includes('<wbr>的')).toBe(false)
  fc.assert(
    fc.property(hostile, (text) => {
      expect(unescape(phrased(`字${text}`).text.replaceAll(/<wbr>|<span class="ib">|<\/span>/g, ''))).toBe(printable(`字${text}`))
    }),
  )
})
