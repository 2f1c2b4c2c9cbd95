import './badges.css'
import { Select } from '@mantine/core'
import { useState } from 'react'
import { FormProvider } from 'react-hook-form'
import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, LinkButton, Section } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { number } from '../../../ui/format.ts'
import { Page } from '../../../ui/record.tsx'
import { EmptyState, Loaded } from '../../../ui/states.tsx'
import { type BadgeDesign, badgeEndpoints, badgeLayout, badgeQuery, BADGES_A_FILE, type BadgeState } from '../contract/badge.ts'
import { Design } from './design.tsx'
import { Preview } from './preview.tsx'

type Sort = 'name' | 'code' | 'organisation'
const sorts = badgeQuery.shape.sort.unwrap().options

function Print({ state, dirty }: { state: BadgeState; dirty: boolean }) {
  const t = useT('badges')
  const lang = useLang()
  const event = useThisEvent()
  const [ticketTypeId, setTicket] = useState<string | null>(null)
  const [sort, setSort] = useState<Sort>('name')
  const count = state.tickets.filter((x) => !ticketTypeId || x.id === ticketTypeId).reduce((n, x) => n + x.count, 0)
  const parts = Array.from({ length: Math.ceil(count / BADGES_A_FILE) }, (_, i) => i + 1)
  const file = (part: number) =>
    href(badgeEndpoints.print, { params: { eventId: event.id }, query: { ...(ticketTypeId ? { ticketTypeId } : {}), sort, part } })
  if (!state.tickets.length)
    return (
      <Section title={t('print.title')}>
        <EmptyState icon="ticket" title={t('print.none')}>
          {t('print.noneHelp')}
        </EmptyState>
      </Section>
    )
  return (
    <Section title={t('print.title')} note={t('print.note')}>
      <div className="fields">
        <Select
          label={t('print.ticket')}
          placeholder={t('print.all')}
          clearable
          value={ticketTypeId}
          onChange={setTicket}
          data={state.tickets.map((x) => ({ value: x.id, label: `${pick(x.name, lang)}（${number(x.count)}）` }))}
        />
        <Select
          label={t('print.sort')}
          value={sort}
          onChange={(value) => setSort((value ?? 'name') as Sort)}
          allowDeselect={false}
          data={sorts.map((value) => ({ value, label: t(`print.by.${value}`) }))}
        />
      </div>
      <div className="row wrap acts" style={{ marginTop: 12 }}>
        {parts.map((part) => (
          <LinkButton key={part} icon="download" href={file(part)} download>
            {parts.length === 1
              ? t('print.file', { count })
              : t('print.part', { from: number((part - 1) * BADGES_A_FILE + 1), to: number(Math.min(count, part * BADGES_A_FILE)) })}
          </LinkButton>
        ))}
      </div>
      {dirty && (
        <div style={{ marginTop: 12 }}>
          <Alert title={t('print.dirty')}>{t('print.dirtyHelp')}</Alert>
        </div>
      )}
    </Section>
  )
}

function Badges({ state }: { state: BadgeState }) {
  const t = useT('badges')
  const event = useThisEvent()
  const save = useCall(badgeEndpoints.save, { invalidates: ['/events/:eventId/badges', '/events/:eventId/history'] })
  const form = useKitForm({ schema: badgeLayout.draft, defaults: state.layout as never })
  const mayEdit = state.can?.edit === true
  const dirty = form.formState.isDirty
  const design = <Design state={state} disabled={!mayEdit} />
  return (
    <div className="bdgrid">
      <div>
        {mayEdit ? (
          <Form
            form={form}
            onSubmit={async (body: BadgeDesign) => {
              await save.mutateAsync({ params: { eventId: event.id }, body: { ...body, version: state.version } })
              form.reset(body as never)
              toast(t('saved'))
            }}
          >
            {design}
          </Form>
        ) : (
          <FormProvider {...form}>{design}</FormProvider>
        )}
      </div>
      <div className="bdside">
        <FormProvider {...form}>
          <Preview dirty={dirty} />
        </FormProvider>
        <Print state={state} dirty={dirty} />
      </div>
    </div>
  )
}

/** 名牌: how they look, one to look at, and the files to print. */
export default function BadgesScreen() {
  const t = useT('badges')
  const event = useThisEvent()
  return (
    <Page title={t('menu')} note={t('note')}>
      <Loaded of={useEndpoint(badgeEndpoints.get, { params: { eventId: event.id } })}>{(state) => <Badges state={state} />}</Loaded>
    </Page>
  )
}
