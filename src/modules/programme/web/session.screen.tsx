import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useGo, useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Facts, Section } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import type { ProgrammeView } from '../contract/programme.ts'
import { sessionEndpoints, sessionKindNames, type SessionRow, speakerRoleNames } from '../contract/session.ts'
import { clashText } from './clash.ts'
import { type Names, stale, useProgramme } from './data.ts'
import { languageText, StateTag } from './panel.tsx'
import { MoveForm, SessionForm } from './session-form.tsx'
import './grid.css'

export default function SessionScreen() {
  const { id } = useRouteParams()
  const { event, of, view, names } = useProgramme()
  const row = useEndpoint(sessionEndpoints.get, { params: { eventId: event.id, id: id! } })
  return (
    <Loaded of={row}>{(s) => <Loaded of={of}>{() => <Session s={s} view={view!} names={names!} eventId={event.id} />}</Loaded>}</Loaded>
  )
}

function Session({ s, view, names, eventId }: { s: SessionRow; view: ProgrammeView; names: Names; eventId: string }) {
  const t = useT('programme')
  const f = useFormat(view.zone)
  const go = useGo()
  const [open, setOpen] = useState<'edit' | 'move' | null>(null)
  const { lang } = names
  const shared = useRecordTabs({ entity: 'session', entityId: s.id })
  const params = { eventId, id: s.id }
  const update = useCall(sessionEndpoints.update, { invalidates: stale })
  const remove = useCall(sessionEndpoints.remove, { invalidates: stale })
  const clashes = names.clashing.get(s.id) ?? []
  const ready = s.state === 'confirmed' && s.published
  const publish = () =>
    void update
      .mutateAsync({ params, body: { state: 'confirmed', published: true, version: s.version } })
      .then(() => toast(t('list.published', { count: 1 })))
  const drop = async () => {
    if (!(await confirm({ title: t('remove.title', { title: names.title(s) }), body: t('remove.body'), action: t('remove.action') })))
      return
    await remove.mutateAsync({ params })
    go('~/sessions', { replace: true })
  }
  const other = lang === 'en' ? s.title.zh : s.title.en
  const edit = s.can?.update
  return (
    <>
      <RecordScreen
        back={{ to: '~/sessions', label: t('menu.sessions') }}
        {...(s.code ? { code: s.code } : {})}
        title={names.title(s)}
        state={<StateTag state={s.state} published={s.published} lang={lang} />}
        detail={[
          other !== names.title(s) ? other : '',
          s.startAt ? `${f.date(s.startAt)} ${names.span(s)}` : t('unscheduled'),
          names.roomsOf(s),
        ]
          .filter(Boolean)
          .join('　')}
        actions={
          edit && (
            <>
              <Button icon="clock" onClick={() => setOpen('move')}>
                {t('move.button')}
              </Button>
              <Button icon="pen" onClick={() => setOpen('edit')}>
                {t('form.edit')}
              </Button>
              <Button look="quiet" icon="trash" aria-label={t('remove.action')} onClick={() => void drop()} />
            </>
          )
        }
        next={
          edit && !ready && s.state !== 'cancelled' ? (
            <Button look="primary" icon="eye" busy={update.isPending} onClick={publish}>
              {t('list.publish')}
            </Button>
          ) : undefined
        }
        tabs={[
          {
            key: 'details',
            label: t('tab.details'),
            body: (
              <>
                {clashes.length > 0 && (
                  <Alert title={t('clash.count', { count: clashes.length })}>
                    {clashes.slice(0, 6).map((c) => (
                      <p key={`${c.kind}${c.of}${c.a}${c.b}`}>{clashText(t, c, s, names)}</p>
                    ))}
                  </Alert>
                )}
                <Section title={t('field.abstract')}>
                  {[s.abstract.zh, s.abstract.en].filter(Boolean).map((text, i) => (
                    <p key={i} className="prose" lang={i && s.abstract.zh ? 'en' : undefined}>
                      {text}
                    </p>
                  ))}
                  {!s.abstract.zh && !s.abstract.en && <p className="mut">{t('none.abstract')}</p>}
                </Section>
                {(s.description.zh || s.description.en) && (
                  <Section title={t('field.description')}>
                    <p className="prose">{pick(s.description, lang)}</p>
                  </Section>
                )}
                <Section title={t('section.people')} note={s.speakers.length || undefined}>
                  {s.speakers.length ? (
                    <Facts
                      items={s.speakers.map((x) => [
                        pick(speakerRoleNames[x.role], lang) + '\u200b'.repeat(s.speakers.indexOf(x)),
                        <AppLink key={x.speakerId} to={`~/speakers/${x.speakerId}`}>
                          {names.speakers.get(x.speakerId)}
                        </AppLink>,
                      ])}
                    />
                  ) : (
                    <p className="mut">{t('none.speakers')}</p>
                  )}
                </Section>
                {s.note && (
                  <Section title={t('field.note')}>
                    <p className="prose">{s.note}</p>
                  </Section>
                )}
              </>
            ),
          },
          ...shared,
        ]}
        rail={
          <Facts
            items={[
              [t('field.track'), s.trackId ? names.tracks.get(s.trackId) : null],
              [t('field.type'), s.typeId ? names.types.get(s.typeId) : null],
              [t('field.kind'), pick(sessionKindNames[s.kind], lang)],
              [t('field.minutes'), String(s.durationMin)],
              [t('field.language'), s.language ? languageText(t, s.language) : null],
              [t('field.interpretation'), s.interpretation.map((l) => languageText(t, l)).join('、') || null],
              [t('field.format'), t(`format.${s.format}`)],
              [t('field.capacity'), s.capacity === null ? null : `${s.capacity}${s.signUp ? `　${t('field.signUp')}` : ''}`],
              [t('field.published'), s.published ? t('yes') : t('no')],
              ...(s.tags.length ? [[t('field.tags'), s.tags.join('、')] as [string, string]] : []),
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
      {open === 'edit' && <SessionForm open onClose={() => setOpen(null)} view={view} names={names} session={s} eventId={eventId} />}
      {open === 'move' && <MoveForm session={s} onClose={() => setOpen(null)} view={view} names={names} eventId={eventId} />}
    </>
  )
}
