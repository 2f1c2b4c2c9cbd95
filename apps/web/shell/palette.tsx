import { Modal } from '@mantine/core'
import { useEffect, useState } from 'react'
import type { KeyboardEvent } from 'react'
import { pick } from '../../../src/kernel/contract/localized.ts'
import { useLang, useT } from '../../../src/kernel/web/i18n.ts'
import { shellSource, webModules } from '../../../src/kernel/web/module.tsx'
import type { Hit } from '../../../src/kernel/web/module.tsx'
import { useGo } from '../../../src/kernel/web/nav.tsx'
import { useEndpoint } from '../../../src/kernel/web/query.ts'
import { useCan, useEvent } from '../../../src/kernel/web/session.tsx'
import { eventEndpoints } from '../../../src/modules/events/contract/event.ts'
import { Icon } from '../../../src/ui/icons.tsx'

const nothing = () => ({ hits: [] as Hit[], loading: false })

/** Search and jump: screens of the menu, events, and what modules find. Arrow keys and Enter. */
function Palette({ close }: { close: () => void }) {
  const t = useT('app')
  const lang = useLang()
  const go = useGo()
  const can = useCan()
  const event = useEvent()
  const [text, setText] = useState('')
  const [q, setQ] = useState('')
  const [at, setAt] = useState(0)
  useEffect(() => {
    const timer = setTimeout(() => setQ(text.trim()), 150)
    return () => clearTimeout(timer)
  }, [text])
  const found = (shellSource('useSearch') ?? nothing)(q, event?.id)
  const events = useEndpoint(eventEndpoints.list, { query: { q, limit: 6 } }, { enabled: q !== '' })
  const needle = text.trim().toLowerCase()
  const screens: Hit[] = webModules()
    .flatMap((module) => module.menu ?? [])
    .filter(
      (item) =>
        (item.area === 'organisation' || event) &&
        (!item.action || can(item.action)) &&
        (!needle || t(item.label).toLowerCase().includes(needle)),
    )
    .slice(0, needle ? 5 : 8)
    .map((item) => ({
      key: item.area + item.path,
      title: t(item.label),
      kind: t('palette.screen'),
      to: (item.area === 'event' ? '~' : '/o') + item.path,
    }))
  const commands: Hit[] = webModules()
    .flatMap((module) => module.commands ?? [])
    .filter(
      (one) =>
        (!one.action || can(one.action)) && (event || !one.to.startsWith('~')) && (!needle || t(one.label).toLowerCase().includes(needle)),
    )
    .map((one) => ({ key: one.label, title: t(one.label), kind: t('palette.command'), to: one.to }))
  const others: Hit[] = q
    ? (events.data?.rows ?? []).map((row) => ({
        key: row.id,
        title: pick(row.name, lang),
        detail: row.startDate,
        kind: t('palette.event'),
        to: `/e/${row.slug}`,
      }))
    : []
  const hits = [...screens, ...commands, ...found.hits, ...others.filter((one) => !found.hits.some((hit) => hit.to === one.to))]
  const open = (hit?: Hit) => {
    if (!hit) return
    close()
    go(hit.to)
  }
  const onKeyDown = (e: KeyboardEvent) => {
    if (e.nativeEvent.isComposing) return
    if (e.key === 'ArrowDown') setAt(Math.min(hits.length - 1, at + 1))
    else if (e.key === 'ArrowUp') setAt(Math.max(0, at - 1))
    else if (e.key === 'Enter') open(hits[at])
    else return
    e.preventDefault()
  }
  return (
    <div className="palette">
      <label className="row">
        <Icon name="search" />
        <input
          role="combobox"
          aria-expanded
          aria-controls="palette-hits"
          aria-activedescendant={hits[at] ? `hit-${at}` : undefined}
          aria-label={t('top.search')}
          placeholder={t('top.search')}
          value={text}
          onChange={(e) => {
            setText(e.target.value)
            setAt(0)
          }}
          onKeyDown={onKeyDown}
          data-autofocus
        />
      </label>
      <ul id="palette-hits" role="listbox" aria-label={t('palette.hits')}>
        {hits.map((hit, i) => (
          <li
            key={hit.key}
            id={`hit-${i}`}
            role="option"
            aria-selected={i === at}
            className={i === at ? 'on' : ''}
            onMouseMove={() => setAt(i)}
            onClick={() => open(hit)}
          >
            <span className="cut">{hit.title}</span>
            {hit.detail && <span className="cut sm mut">{hit.detail}</span>}
            <span className="sp" />
            <span className="sm mut nw">{hit.kind}</span>
          </li>
        ))}
      </ul>
      <p className="sm mut" role="status">
        {hits.length === 0 ? t(found.loading || events.isFetching ? 'palette.searching' : 'palette.nothing') : t('palette.keys')}
      </p>
    </div>
  )
}

export default function PaletteModal({ onClose }: { onClose: () => void }) {
  const t = useT('app')
  return (
    <Modal.Root opened onClose={onClose} size={560} yOffset="12vh" centered={false}>
      <Modal.Overlay />
      <Modal.Content aria-label={t('palette.title')}>
        <Palette close={onClose} />
      </Modal.Content>
    </Modal.Root>
  )
}
