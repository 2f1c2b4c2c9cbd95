import { Select } from '@mantine/core'
import { useEffect, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { call, href } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { usePages } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, LinkButton, Section, Segments } from '../../../ui/bits.tsx'
import { useProblemText } from '../../../ui/states.tsx'
import { registrationEndpoints } from '../../registration/contract/registration.ts'
import { type BadgeDesign, badgeEndpoints, badgeLayout, isLabel } from '../contract/badge.ts'

const useLater = <T,>(value: T, ms: number): T => {
  const [late, setLate] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLate(value), ms)
    return () => clearTimeout(timer)
  }, [value, ms])
  return late
}

/** The badge as the server would print it, a moment after each change; a design that is not valid yet keeps the last picture. */
function usePicture(registrationId: string | null, side: 'front' | 'back') {
  const event = useThisEvent()
  const { watch } = useFormContext<BadgeDesign>()
  const checked = badgeLayout.draft.safeParse(watch())
  const wanted = useLater(checked.success ? JSON.stringify({ layout: checked.data, registrationId, side }) : null, 350)
  const [shown, setShown] = useState<{ url: string; of: string } | null>(null)
  const [error, setError] = useState<unknown>(null)
  useEffect(() => {
    if (!wanted) return
    const stop = new AbortController()
    call(badgeEndpoints.preview, { params: { eventId: event.id }, body: JSON.parse(wanted) }, { signal: stop.signal })
      .then((blob) => {
        setError(null)
        setShown((before) => {
          if (before) URL.revokeObjectURL(before.url)
          return { url: URL.createObjectURL(blob as Blob), of: wanted }
        })
      })
      .catch((e: unknown) => {
        if ((e as Error).name !== 'AbortError') setError(e)
      })
    return () => stop.abort()
  }, [wanted, event.id])
  return { url: shown?.url, busy: shown?.of !== wanted, error }
}

/** How the badge of a real person looks, and the button that prints it alone. */
export function Preview({ dirty }: { dirty: boolean }) {
  const t = useT('badges')
  const say = useProblemText()
  const event = useThisEvent()
  const { watch } = useFormContext<BadgeDesign>()
  const [chosen, choose] = useState<{ value: string; label: string } | null>(null)
  const [typed, setTyped] = useState('')
  const [side, setSide] = useState<'front' | 'back'>('front')
  const q = useLater(typed === chosen?.label ? '' : typed.trim(), 250)
  const { rows = [] } = usePages(registrationEndpoints.list, {
    params: { eventId: event.id },
    query: { status: 'confirmed', attendance: 'onsite', limit: 20, ...(q ? { q } : {}) },
  })
  const { size, back } = watch()
  const hasBack = !isLabel(size) && Boolean(back?.zh?.trim() || back?.en?.trim())
  const shownSide = hasBack ? side : 'front'
  const picture = usePicture(chosen?.value ?? null, shownSide)
  const options = rows.map((r) => ({ value: r.id, label: `${r.code} ${r.name}` }))
  const first = options[0]
  const one = chosen ?? (q ? null : first)
  return (
    <Section title={t('preview.title')} note={t('preview.note')}>
      <Select
        label={t('preview.who')}
        placeholder={first ? first.label : t('preview.nobody')}
        data={chosen && !options.some((o) => o.value === chosen.value) ? [chosen, ...options] : options}
        value={chosen?.value ?? null}
        onChange={(value) => choose([...options, ...(chosen ? [chosen] : [])].find((o) => o.value === value) ?? null)}
        searchable
        clearable
        searchValue={typed}
        onSearchChange={setTyped}
        filter={({ options: all }) => all}
        nothingFoundMessage={t('preview.notFound')}
      />
      {hasBack && (
        <div className="row acts">
          <Segments
            label={t('preview.side')}
            value={shownSide}
            onChange={(value) => setSide(value as 'front' | 'back')}
            options={[
              { value: 'front', label: t('preview.front') },
              { value: 'back', label: t('preview.back') },
            ]}
          />
        </div>
      )}
      <div className={`bdpaper${picture.busy ? ' busy' : ''}`} style={{ marginTop: 12 }}>
        {picture.error ? (
          <Alert title={say(picture.error)}>{t('preview.failed')}</Alert>
        ) : picture.url ? (
          <img src={picture.url} alt={t('preview.alt', { who: chosen?.label ?? first?.label ?? t('preview.nobody') })} />
        ) : (
          <div className="skel" style={{ width: 200, height: 280 }} />
        )}
      </div>
      {one && (
        <div className="row wrap acts" style={{ marginTop: 12 }}>
          <LinkButton
            icon="print"
            target="_blank"
            rel="noreferrer"
            href={href(badgeEndpoints.one, { params: { eventId: event.id, id: one.value }, query: { size } })}
          >
            {t('preview.print')}
          </LinkButton>
          {dirty && <span className="sm mut">{t('preview.dirty')}</span>}
        </div>
      )}
    </Section>
  )
}
