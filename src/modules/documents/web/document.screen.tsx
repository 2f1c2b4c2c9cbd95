import './documents.css'
import { useQueryClient } from '@tanstack/react-query'
import { lazy, Suspense, useState } from 'react'
import { z } from 'zod'
import { href, keyOf } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink, useRouteParams, useUrlState } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, LinkButton, Segments } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Field } from '../../../ui/fields.tsx'
import { FormModal, useKitForm } from '../../../ui/form.tsx'
import { Heading } from '../../../ui/heading.tsx'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState, ErrorState, Forbidden, Loaded, Skeleton } from '../../../ui/states.tsx'
import { documentEndpoints, type DeliverableDetail } from '../contract/documents.ts'
import { Outline } from './outline.tsx'
import { Paper } from './paper.tsx'
import { downloadable, formatName, StateOf, useName } from './parts.tsx'
import { Rail } from './rail.tsx'

const SectionEditor = lazy(() => import('./editor.tsx'))
type Lang = 'zh-TW' | 'en'
const noteForm = z.object({ note: z.string().max(500) })

function Unbuilt({ detail }: { detail: DeliverableDetail }) {
  const t = useT('documents')
  const name = useName()
  return (
    <EmptyState
      icon="clock"
      title={t('unbuilt.title', { name: name(detail.name) })}
      action={<LinkButton to="~/documents">{t('unbuilt.see')}</LinkButton>}
    >
      {t('unbuilt.help', { codes: detail.outputs.map((o) => `${o.standard} ${o.code} ${o.title}`).join(t('rail.comma')) })}
    </EmptyState>
  )
}

function Sheets({
  docKey,
  lang,
  section,
  heading,
  editable,
  onPick,
}: {
  docKey: string
  lang: Lang
  section: string
  heading: string
  editable: boolean
  onPick: (section: string, written: boolean) => void
}) {
  const t = useT('documents')
  const event = useThisEvent()
  const [readable, setReadable] = useState(false)
  const preview = useEndpoint(
    documentEndpoints.preview,
    { params: { eventId: event.id, key: docKey as never }, query: { lang } },
    { keepPrevious: true },
  )
  if (!preview.data)
    return preview.error ? <ErrorState error={preview.error} onRetry={() => void preview.refetch()} /> : <Skeleton page lines={12} />
  return (
    <>
      <p className="docread">
        <Segments
          label={t('preview.size')}
          value={readable ? 'read' : 'page'}
          onChange={(v) => setReadable(v === 'read')}
          options={[
            { value: 'page', label: t('preview.page') },
            { value: 'read', label: t('preview.read') },
          ]}
        />
      </p>
      <div className={readable ? 'docpaper wide' : 'docpaper'}>
        <Paper
          html={preview.data.html}
          section={section}
          heading={heading}
          readable={readable}
          editable={editable}
          editLabel={t('preview.edit')}
          onPick={onPick}
        />
      </div>
    </>
  )
}

/** The sections that print in the other language, since this one has no text yet. */
const insteadOf = (detail: DeliverableDetail, lang: Lang) => {
  const other = lang === 'en' ? 'zh-TW' : 'en'
  return detail.sections.filter((s) => !s.texts[lang].written && s.texts[other].written)
}

/** Says on screen, never on paper, which sections print in the other language. */
function Instead({ detail, lang, onWrite }: { detail: DeliverableDetail; lang: Lang; onWrite: ((section: string) => void) | undefined }) {
  const t = useT('documents')
  const name = useName()
  const sections = insteadOf(detail, lang)
  if (sections.length === 0) return null
  return (
    <div className="docinstead">
      <Alert
        title={t(`instead.${lang === 'en' ? 'en' : 'zh'}`, { count: sections.length })}
        action={
          onWrite &&
          sections.map((s) => (
            <Button key={s.key} icon="pen" onClick={() => onWrite(s.key)}>
              {name(s.title)}
            </Button>
          ))
        }
      >
        {onWrite ? t('instead.help') : sections.map((s) => name(s.title)).join(t('rail.comma'))}
      </Alert>
    </div>
  )
}

type IssueProps = { docKey: string; lang: Lang; next: number; instead: string[]; onClose: () => void }
function Issue({ docKey, lang, next, instead, onClose }: IssueProps) {
  const t = useT('documents')
  const event = useThisEvent()
  const form = useKitForm({ schema: noteForm, defaults: { note: '' } })
  const issue = useCall(documentEndpoints.issue, { invalidates: ['/events/:eventId/deliverables', '/events/:eventId/closing'] })
  return (
    <FormModal
      open
      onClose={onClose}
      title={t('issue.title', { number: next })}
      form={form}
      submit={t('issue.do')}
      onSubmit={async (body: { note: string }) => {
        const made = await issue.mutateAsync({ params: { eventId: event.id, key: docKey as never }, body: { lang, note: body.note } })
        toast(t('issue.done', { number: made.number }))
        onClose()
      }}
    >
      <p className="md sec">{t('issue.help')}</p>
      {instead.length > 0 && (
        <Alert title={t(`instead.${lang === 'en' ? 'en' : 'zh'}`, { count: instead.length })}>{instead.join(t('rail.comma'))}</Alert>
      )}
      <Field.Text name="note" label={t('issue.note')} placeholder={t('issue.placeholder')} />
    </FormModal>
  )
}

function Open({ detail, lang, onLang }: { detail: DeliverableDetail; lang: Lang; onLang: (lang: Lang) => void }) {
  const t = useT('documents')
  const name = useName()
  const event = useThisEvent()
  const client = useQueryClient()
  const [section, setSection] = useUrlState('section')
  const [editing, setEditing] = useUrlState('write')
  const [issuing, setIssuing] = useState(false)
  const [heading, setHeading] = useState('')
  const own = detail.sections.find((s) => s.key === editing)
  const missing = (key: string) => detail.sections.some((s) => s.key === key) && !detail.outline.some((o) => o.section === key && o.written)
  const pick = (key: string, written = false, title = '') => {
    setSection(key)
    setHeading(title)
    // What is not on paper yet can only be written.
    const write = detail.can.write && detail.sections.some((s) => s.key === key) && (written || missing(key))
    setTimeout(() => setEditing(write ? key : ''), 0)
  }
  const titles = new Map(detail.outline.map((o) => [o.section, o.title]))
  const saved = () =>
    client.invalidateQueries({
      queryKey: keyOf('/events/:eventId/deliverables/:key', { params: { eventId: event.id, key: detail.key } }),
    })
  return (
    <div className="docscreen">
      <header className="row wrap dochead">
        <div className="recname">
          <AppLink className="backlink" to="~/documents">
            <Icon name="back" small />
            {t('back')}
          </AppLink>
          <Heading>{name(detail.name)}</Heading>
          <StateOf row={detail} soft />
        </div>
        <span className="sp" />
        {/* An open section has its own switch, which saves first. */}
        {!own && (
          <Segments
            label={t('lang.label')}
            value={lang}
            onChange={(v) => onLang(v as Lang)}
            options={[
              { value: 'zh-TW', label: t('lang.zh') },
              { value: 'en', label: t('lang.en') },
            ]}
          />
        )}
        {downloadable(detail.formats).map((f) => (
          <LinkButton
            key={f}
            icon="download"
            href={href(documentEndpoints.file, {
              params: { eventId: event.id, key: detail.key as never },
              query: { format: f as never, lang },
            })}
          >
            {formatName[f]}
          </LinkButton>
        ))}
        {detail.can.issue && (
          <Button look="primary" onClick={() => setIssuing(true)}>
            {t('issue.button')}
          </Button>
        )}
      </header>
      <div className="docbody">
        <Outline
          detail={detail}
          lang={lang}
          section={section}
          heading={heading}
          onPick={(key, title) =>
            pick(
              key,
              detail.outline.some((o) => o.section === key && o.source === 'written'),
              title,
            )
          }
        />
        <div className="docmain">
          {own ? (
            <Suspense fallback={<Skeleton page lines={8} />}>
              <SectionEditor
                key={`${own.key} ${lang}`}
                docKey={detail.key}
                section={own}
                lang={lang}
                onLang={onLang}
                onClose={() => setEditing('')}
                onSaved={saved}
              />
            </Suspense>
          ) : (
            <>
              <Instead detail={detail} lang={lang} onWrite={detail.can.write ? setEditing : undefined} />
              <Sheets
                docKey={detail.key}
                lang={lang}
                section={section}
                heading={heading}
                editable={detail.can.write === true}
                onPick={pick}
              />
            </>
          )}
        </div>
        <Rail detail={detail} lang={lang} titleOf={(key) => titles.get(key) ?? key} />
      </div>
      {issuing && (
        <Issue
          docKey={detail.key}
          lang={lang}
          next={(detail.issues[0]?.number ?? 0) + 1}
          instead={insteadOf(detail, lang).map((s) => name(s.title))}
          onClose={() => setIssuing(false)}
        />
      )}
    </div>
  )
}

/** One deliverable: outline, pages, sources and versions; a written section opens its editor in place of the pages. */
export default function Document() {
  const { key = '' } = useRouteParams()
  const event = useThisEvent()
  const own = useLang()
  const [chosen, setLang] = useUrlState('in')
  const lang: Lang = chosen === 'en' || chosen === 'zh-TW' ? chosen : own
  const detail = useEndpoint(
    documentEndpoints.get,
    { params: { eventId: event.id, key: key as never }, query: { lang } },
    { keepPrevious: true },
  )
  return (
    <Loaded of={detail}>
      {(d) =>
        d.state === 'unbuilt' ? (
          <Unbuilt detail={d} />
        ) : d.closed ? (
          <Forbidden />
        ) : (
          <Open key={d.key} detail={d} lang={lang} onLang={setLang} />
        )
      }
    </Loaded>
  )
}
