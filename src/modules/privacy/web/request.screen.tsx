import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useRouteParams } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import { Alert, Button, Facts, LinkButton, Section } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { RecordScreen, useRecordTabs } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { channelNames, refusalNames, regimeNames, requestEndpoints, requestKindNames, type RequestRow } from '../contract/request.ts'
import type { Run, RunCount } from '../contract/run.ts'
import { ActForm, type Act } from './act-form.tsx'
import { Found } from './found.tsx'
import { codeOf, Counts, Left, RequestTag, Runs, slash } from './parts.tsx'

const fresh = { invalidates: ['/privacy/requests', '/privacy/runs'] }

function One({ r }: { r: RequestRow & { runs: Run[] } }) {
  const t = useT('privacy')
  const lang = useLang()
  const format = useFormat()
  const can = useCan()
  const text = useProblemText()
  const shared = useRecordTabs({ entity: 'privacyRequest', entityId: r.id })
  const [act, setAct] = useState<Act | null>(null)
  const [include, setInclude] = useState<string[]>([])
  const [exclude, setExclude] = useState<string[]>([])
  const [made, setMade] = useState<{ url: string; expiresAt: string } | null>(null)
  const [erased, setErased] = useState<RunCount[] | null>(null)
  const askMail = useCall(requestEndpoints.askMail, fresh)
  const open = r.status === 'open' || r.status === 'unconfirmed'
  const may = can('privacy.edit')
  const doing = (key: Act) => (
    <Button key={key} onClick={() => setAct(key)}>
      {t(`act.${key}`)}
    </Button>
  )
  const next: Act = !r.verifiedAt
    ? 'verify'
    : r.kind === 'access'
      ? 'export'
      : r.kind === 'erasure'
        ? 'erase'
        : r.kind === 'stop'
          ? 'stop'
          : 'answer'
  const onAsk = () =>
    askMail.mutateAsync({ params: { id: r.id }, body: {} }).then(
      () => toast(t('request.asked')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  return (
    <>
      <RecordScreen
        back={{ to: '/o/settings/privacy', label: t('places.requests') }}
        code={codeOf(r)}
        title={`${pick(requestKindNames[r.kind], lang)}${lang === 'en' ? ': ' : '：'}${r.name}`}
        state={<RequestTag state={r.status} soft />}
        detail={[r.email, r.phone, r.eventName && pick(r.eventName, lang)].filter(Boolean).join('　')}
        actions={
          may &&
          open && (
            <>
              {!r.verifiedAt && r.email && (
                <Button look="quiet" icon="mail" busy={askMail.isPending} onClick={() => void onAsk()}>
                  {t('act.ask')}
                </Button>
              )}
              {!r.extendedOn && (r.daysLeft ?? -1) >= 0 && doing('extend')}
              {doing('refuse')}
            </>
          )
        }
        {...(may && open
          ? {
              next: (
                <Button look="primary" onClick={() => setAct(next)}>
                  {t(`act.${next}`)}
                </Button>
              ),
            }
          : {})}
        summary={[
          { label: t('request.received'), value: slash(r.receivedOn), note: pick(channelNames[r.channel], lang) },
          { label: t('request.due'), value: slash(r.extendedOn ?? r.dueOn), note: pick(regimeNames[r.regime], lang) },
          { label: t('request.left'), value: <Left of={r} /> },
          {
            label: t('request.identity'),
            value: r.verifiedAt ? t('request.verified') : t('request.unverified'),
            ...(r.verifiedAt ? { note: format.date(r.verifiedAt) } : {}),
          },
        ]}
        tabs={[
          {
            key: 'found',
            label: t('request.found'),
            body: (
              <>
                {erased && (
                  <Section title={t('request.erased')}>
                    <Counts rows={erased} />
                  </Section>
                )}
                {made && (
                  <Alert
                    tone="jade"
                    icon="check"
                    title={t('request.ready')}
                    action={
                      <LinkButton look="line" icon="download" href={made.url}>
                        {t('request.download')}
                      </LinkButton>
                    }
                  >
                    {t('request.until', { time: format.dateTime(made.expiresAt) })}
                  </Alert>
                )}
                <Found
                  id={r.id}
                  erasing={r.kind === 'erasure' && open}
                  include={include}
                  setInclude={setInclude}
                  exclude={exclude}
                  setExclude={setExclude}
                />
              </>
            ),
          },
          {
            key: 'details',
            label: t('request.about'),
            body: (
              <>
                <Facts
                  items={[
                    [t('request.details'), r.details || '—'],
                    [t('request.how'), r.verifiedHow ? `${r.verifiedHow}（${r.verifiedBy}）` : '—'],
                    [t('request.extension'), r.extendedOn ? `${format.date(r.extendedOn)}　${r.extensionReason}` : '—'],
                    [t('request.ground'), r.refusalGround ? pick(refusalNames[r.refusalGround as keyof typeof refusalNames], lang) : '—'],
                    [t('request.answer'), r.answer || '—'],
                    [t('request.closed'), r.answeredAt ? `${format.dateTime(r.answeredAt)}　${r.handledBy}` : '—'],
                    [t('request.rules'), r.rules.map((x) => `${x.code}（${x.jurisdiction}）${x.value} ${x.unit}`).join('；')],
                  ]}
                />
                {may && open && <div className="row acts">{doing('withdraw')}</div>}
              </>
            ),
          },
          { key: 'runs', label: t('request.runs'), count: r.runs.length, body: <Runs rows={r.runs} empty={t('run.none')} /> },
          ...shared,
        ]}
      />
      {act && (
        <ActForm
          act={act}
          of={r}
          include={include}
          exclude={exclude}
          onClose={() => setAct(null)}
          onExported={setMade}
          onErased={setErased}
        />
      )}
    </>
  )
}

export default function Request() {
  const { id } = useRouteParams()
  const found = useEndpoint(requestEndpoints.get, { params: { id: id! } })
  return <Loaded of={found}>{(r) => <One key={r.id} r={r} />}</Loaded>
}
