import { hasText, useT } from '../../../kernel/web/i18n.ts'
import { pick } from '../../../kernel/contract/localized.ts'
import { Alert, Button, Facts, LinkButton, StatusTag, Tag } from '../../../ui/bits.tsx'
import type { GridSession } from '../contract/programme.ts'
import { sessionKindNames, type SessionState, sessionStateNames } from '../contract/session.ts'
import { clashText } from './clash.ts'
import type { Names } from './data.ts'

/** `zh-TW` in words; what the file calls it where we have no word. */
export const languageText = (t: (k: string) => string, code: string) => (hasText(`programme:lang.${code}`) ? t(`lang.${code}`) : code)

const tones = { draft: 'plain', confirmed: 'jade', cancelled: 'amber' } as const
export const StateTag = ({ state, published, lang }: { state: SessionState; published: boolean; lang: Names['lang'] }) => {
  const t = useT('programme')
  return (
    <StatusTag tone={tones[state]}>
      {pick(sessionStateNames[state], lang)}
      {state === 'confirmed' && !published ? t('state.hidden') : ''}
    </StatusTag>
  )
}

/** The chosen session beside the grid. */
export function Panel({
  session: s,
  names,
  can,
  onClose,
  onMove,
}: {
  session: GridSession
  names: Names
  can: boolean
  onClose: () => void
  onMove: () => void
}) {
  const t = useT('programme')
  const clashes = names.clashing.get(s.id) ?? []
  return (
    <aside className="ttside" aria-label={names.title(s)}>
      <div className="row">
        {names.sortOf(s) && (
          <Tag>
            <span className="swatch" style={{ '--c': names.colour(s) } as object} />
            {names.tracks.get(s.trackId ?? '') ?? names.types.get(s.typeId ?? '')}
          </Tag>
        )}
        <span className="sp" />
        <Button look="quiet" icon="x" aria-label={t('ui:close')} onClick={onClose} />
      </div>
      <h2>{[s.code, names.title(s)].filter(Boolean).join('　')}</h2>
      <p className="sec md">{[names.span(s), names.roomsOf(s)].filter(Boolean).join('　')}</p>
      {clashes.length > 0 && (
        <Alert title={t('clash.count', { count: clashes.length })}>
          {clashes.slice(0, 4).map((c) => (
            <p key={`${c.kind}${c.of}${c.a}${c.b}`}>{clashText(t, c, s, names)}</p>
          ))}
        </Alert>
      )}
      <div className="row acts" style={{ margin: '12px 0' }}>
        <LinkButton look="line" to={`~/sessions/${s.id}`}>
          {t('panel.open')}
        </LinkButton>
        {can && <Button onClick={onMove}>{t('move.button')}</Button>}
      </div>
      <Facts
        items={[
          [t('field.state'), <StateTag key="s" state={s.state} published={s.published} lang={names.lang} />],
          [t('role.speaker'), names.people(s, 'speaker', 'panelist') || '—'],
          ...(s.speakers.some((x) => x.role === 'chair' || x.role === 'moderator')
            ? [[t('role.chair'), names.people(s, 'chair', 'moderator')] as [string, string]]
            : []),
          [t('field.kind'), (s.typeId && names.types.get(s.typeId)) || pick(sessionKindNames[s.kind], names.lang)],
          [t('field.minutes'), String(s.durationMin)],
          ...(s.language ? [[t('field.language'), languageText(t, s.language)] as [string, string]] : []),
          ...(s.interpretation.length
            ? [[t('field.interpretation'), s.interpretation.map((l) => languageText(t, l)).join('、')] as [string, string]]
            : []),
          ...(s.capacity ? [[t('field.capacity'), String(s.capacity)] as [string, string]] : []),
        ]}
      />
    </aside>
  )
}
