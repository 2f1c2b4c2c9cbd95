import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, Facts, Section } from '../../../ui/bits.tsx'
import { confirm } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { speakerRoleNames } from '../contract/session.ts'
import { type Speaker, speakerEndpoints } from '../contract/speaker.ts'
import { type Names, regionName, stale, useProgramme } from './data.ts'
import { SpeakerForm } from './speaker-form.tsx'
import './grid.css'

export default function SpeakerScreen() {
  const { id } = useRouteParams()
  const { event, of, names } = useProgramme()
  const row = useEndpoint(speakerEndpoints.get, { params: { eventId: event.id, id: id! } })
  return (
    <Loaded of={row}>
      {(s) => (
        <Loaded of={of}>
          {() => <Person s={s as Speaker & { can?: Record<string, boolean> }} names={names!} eventId={event.id} zone={event.zone} />}
        </Loaded>
      )}
    </Loaded>
  )
}

function Person({
  s,
  names,
  eventId,
  zone,
}: {
  s: Speaker & { can?: Record<string, boolean> }
  names: Names
  eventId: string
  zone: string
}) {
  const t = useT('programme')
  const f = useFormat(zone)
  const go = useGo()
  const { lang } = names
  const shared = useRecordTabs({ entity: 'speaker', entityId: s.id })
  const [editing, setEditing] = useState(false)
  const remove = useCall(speakerEndpoints.remove, { invalidates: [...stale, '/events/:eventId/speakers'] })
  const sessions = [...names.byId.values()].filter((x) => x.speakers.some((y) => y.speakerId === s.id))
  const other = lang === 'en' ? s.name.zh : s.name.en
  const drop = async () => {
    if (
      !(await confirm({
        title: t('remove.title', { title: pick(s.name, lang) }),
        body: t('speaker.removeBody', { count: sessions.length }),
        action: t('remove.action'),
      }))
    )
      return
    await remove.mutateAsync({ params: { eventId, id: s.id } })
    go('~/speakers', { replace: true })
  }
  return (
    <>
      <RecordScreen
        back={{ to: '~/speakers', label: t('menu.speakers') }}
        title={pick(s.name, lang)}
        detail={[other !== pick(s.name, lang) ? other : '', pick(s.organisation, lang), pick(s.jobTitle, lang)].filter(Boolean).join('　')}
        actions={
          s.can?.update && (
            <>
              <Button icon="pen" onClick={() => setEditing(true)}>
                {t('form.edit')}
              </Button>
              <Button look="quiet" icon="trash" aria-label={t('remove.action')} onClick={() => void drop()} />
            </>
          )
        }
        tabs={[
          {
            key: 'details',
            label: t('tab.details'),
            body: (
              <>
                <Section title={t('menu.sessions')} note={sessions.length || undefined}>
                  <ul className="ttlist" style={{ padding: 0 }}>
                    {sessions.map((x) => (
                      <li key={x.id}>
                        <AppLink to={`~/sessions/${x.id}`}>{names.title(x)}</AppLink>{' '}
                        <span className="mut md">
                          {[
                            x.startAt ? `${f.date(x.startAt, { short: true })} ${names.span(x)}` : t('unscheduled'),
                            names.roomsOf(x),
                            x.speakers
                              .filter((y) => y.speakerId === s.id)
                              .map((y) => pick(speakerRoleNames[y.role], lang))
                              .join('、'),
                          ]
                            .filter(Boolean)
                            .join('　')}
                        </span>
                      </li>
                    ))}
                  </ul>
                  {!sessions.length && <p className="mut">{t('none.sessions')}</p>}
                </Section>
                <Section title={t('speaker.bio')}>
                  {[s.bio.zh, s.bio.en].filter(Boolean).map((text, i) => (
                    <p key={i} className="prose">
                      {text}
                    </p>
                  ))}
                  {!s.bio.zh && !s.bio.en && <p className="mut">{t('none.bio')}</p>}
                </Section>
              </>
            ),
          },
          ...shared,
        ]}
        rail={
          <Facts
            items={[
              [t('speaker.email'), s.email ? <a href={`mailto:${s.email}`}>{s.email}</a> : null],
              [t('speaker.country'), regionName(s.country, lang) || null],
              ...(s.links.length
                ? [
                    [
                      t('field.links'),
                      s.links.map((l) => (
                        <a
                          key={l.url}
                          href={l.url}
                          target="_blank"
                          rel="noreferrer noopener"
                          style={{ display: 'block', overflowWrap: 'anywhere' }}
                        >
                          {l.label || l.url}
                        </a>
                      )),
                    ] as [string, React.ReactNode],
                  ]
                : []),
            ]}
          />
        }
      />
      {editing && <SpeakerForm row={s} onClose={() => setEditing(false)} eventId={eventId} />}
    </>
  )
}
