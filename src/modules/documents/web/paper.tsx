import { useEffect, useRef } from 'react'

// 210 mm and 297 mm at 96 dpi, with a little room for the shadow.
const A4 = 794
const A4_LANDSCAPE = 1123

/** Marks that only the screen has: a bar beside live parts, a pen frame around written ones. */
const marks = (words: { edit: string }) => `
:host{display:block;color-scheme:light}
.doc .sheet{width:210mm!important;min-height:297mm!important;padding:25mm!important;margin-bottom:5mm!important}
.doc .sheet.cover{padding:0!important}
.doc.landscape .sheet{width:297mm!important;min-height:210mm!important;padding:15mm!important}
.doc .run{display:flex!important}.doc .cols{grid-auto-flow:column!important}
.doc [data-source],.doc h2,.doc h3{position:relative;scroll-margin-top:calc(88px / var(--z, 1))}
.doc .cols [data-source]{position:static}
.doc .body>[data-source="live"]::before{content:"";position:absolute;left:-6mm;top:1mm;bottom:2mm;width:2px;background:#3b4b8c;opacity:.55}
.doc .body>[data-source="written"]{cursor:pointer;border-radius:4px;outline:1px dashed transparent;outline-offset:2.5mm}
.doc .body>[data-source="written"]::before{content:"";position:absolute;left:-6mm;top:1mm;bottom:2mm;width:2px;background:repeating-linear-gradient(#b79b6c 0 4px,transparent 4px 8px)}
.editable .doc .body>[data-source="written"]:hover,.editable .doc .body>[data-source="written"].on{outline-color:#3b4b8c}
.editable .doc .body>[data-source="written"]:hover::after{content:"${words.edit}";position:absolute;right:0;top:-3.5mm;padding:0 2mm;background:#fff;color:#3b4b8c;font:8.5pt/1.4 "Noto Sans TC",sans-serif}
.doc .body>.on[data-source="live"]::before{opacity:1;width:3px}
`

type Props = {
  html: string
  section: string
  heading: string
  readable: boolean
  editLabel: string
  editable: boolean
  onPick: (section: string, written: boolean) => void
}

/** The preview as pages. It lives in a shadow root: neither the app's styles nor dark mode reach the paper. */
export function Paper({ html, section, heading, readable, editLabel, editable, onPick }: Props) {
  const host = useRef<HTMLDivElement>(null)
  const pick = useRef(onPick)
  pick.current = onPick

  useEffect(() => {
    const element = host.current!
    const root = element.shadowRoot ?? element.attachShadow({ mode: 'open' })
    root.innerHTML = `${html}<style>${marks({ edit: editLabel.replaceAll(/["\\<]/g, '') })}</style>`
    element.className = editable ? 'paper editable' : 'paper'
    const article = root.querySelector<HTMLElement>('.doc')
    if (!article) return
    const frame = document.createElement('div')
    if (editable) frame.className = 'editable'
    article.replaceWith(frame)
    frame.append(article)
    const wide = article.classList.contains('landscape') ? A4_LANDSCAPE : A4
    const fit = () => {
      const zoom = readable ? Math.max(0.75, element.clientWidth / wide) : Math.min(1, element.clientWidth / wide)
      frame.style.setProperty('zoom', String(zoom))
      frame.style.setProperty('--z', String(zoom))
    }
    fit()
    const watch = new ResizeObserver(fit)
    watch.observe(element)
    const onClick = (e: Event) => {
      const target = e.target as HTMLElement
      const link = target.closest<HTMLAnchorElement>('a[href^="#"]')
      if (link) {
        // Inside a shadow root the address bar can't jump.
        e.preventDefault()
        root.getElementById(link.getAttribute('href')!.slice(1))?.scrollIntoView({ behavior: 'smooth', block: 'start' })
        return
      }
      if (target.closest('a')) return
      const part = target.closest<HTMLElement>('[data-section]')
      if (part) pick.current(part.dataset.section!, part.dataset.source === 'written')
    }
    root.addEventListener('click', onClick)
    return () => {
      watch.disconnect()
      root.removeEventListener('click', onClick)
    }
  }, [html, readable, editable, editLabel])

  useEffect(() => {
    const root = host.current?.shadowRoot
    root?.querySelectorAll('.on').forEach((one) => one.classList.remove('on'))
    if (!section) return
    const parts = root?.querySelectorAll<HTMLElement>(`[data-section="${CSS.escape(section)}"]`)
    parts?.forEach((one) => one.classList.add('on'))
    const titles = [...(parts ?? [])].flatMap((one) => [...one.querySelectorAll('h2, h3')])
    const to = heading ? titles.find((one) => one.textContent?.endsWith(heading)) : undefined
    ;(to ?? parts?.[0])?.scrollIntoView({ behavior: 'smooth', block: 'start' })
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- new pages need the mark again
  }, [section, heading, html])

  return <div ref={host} />
}
