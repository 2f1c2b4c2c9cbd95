import './events.css'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useCan, useThisEvent } from '../../../kernel/web/session.tsx'
import { LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { today } from '../../../ui/format.ts'
import { Field } from '../../../ui/fields.tsx'
import { RecordScreen } from '../../../ui/record.tsx'
import { Forbidden, Loaded } from '../../../ui/states.tsx'
import { type Event, eventEndpoints, stateNames } from '../contract/event.ts'
import { BriefInputs, ClientInput, GroupsInput, NameInputs, useLabel, WhenInputs } from './inputs.tsx'
import { History } from './record-tabs.tsx'
import { SettingsForm } from './settings-form.tsx'
import { PhasesForm } from './settings-phases.tsx'
import { SiteForm } from './settings-site.tsx'
import { StateTab } from './settings-state.tsx'

function Facts({ row }: { row: Event }) {
  const t = useT('events')
  const label = useLabel()
  return (
    <SettingsForm
      row={row}
      fields={['name', 'slug', 'kind', 'format', 'clientId', 'startDate', 'endDate', 'zone', 'venueName', 'venueAddress', 'groups']}
    >
      <NameInputs />
      <Field.Text name="slug" label={label('slug')} required help={row.published ? t('slug.careful') : `${location.host}/e/${row.slug}`} />
      <ClientInput />
      <WhenInputs />
      <GroupsInput />
    </SettingsForm>
  )
}

/** Everything about the event itself: facts, brief, phases, public site, state, and who changed what. */
export default function SettingsScreen() {
  const t = useT('events')
  const lang = useLang()
  const event = useThisEvent()
  const can = useCan()
  const of = useEndpoint(eventEndpoints.get, { params: { eventId: event.id } })
  if (!can('events.edit')) return <Forbidden />
  return (
    <Loaded of={of}>
      {(row) => (
        <RecordScreen
          title={t('menu.settings')}
          state={
            <>
              <StatusTag tone={row.status === 'active' ? 'jade' : 'plain'}>{pick(stateNames[row.status], lang)}</StatusTag>
              <StatusTag tone={row.published ? 'jade' : 'plain'} icon="globe">
                {t(row.published ? 'state.public' : 'state.hidden')}
              </StatusTag>
            </>
          }
          actions={
            row.published && (
              <LinkButton large icon="globe" href={`/e/${row.slug}`} target="_blank" rel="noreferrer">
                {t('links.site')}
              </LinkButton>
            )
          }
          tabs={[
            {
              key: 'facts',
              label: t('settings.facts'),
              body: (
                <div className="narrow">
                  <Facts row={row} />
                </div>
              ),
            },
            {
              key: 'brief',
              label: t('settings.brief'),
              body: (
                <div className="narrow">
                  <SettingsForm row={row} fields={['brief']}>
                    <BriefInputs />
                  </SettingsForm>
                </div>
              ),
            },
            { key: 'phases', label: t('phase.title'), body: <PhasesForm row={row} today={today(row.zone)} /> },
            {
              key: 'site',
              label: t('settings.site'),
              body: (
                <div className="narrow">
                  <SiteForm row={row} />
                </div>
              ),
            },
            {
              key: 'state',
              label: t('settings.state'),
              body: (
                <div className="narrow">
                  <StateTab row={row} />
                </div>
              ),
            },
            { key: 'history', label: t('history.title'), body: <History entity="event" entityId={row.id} /> },
          ]}
        />
      )}
    </Loaded>
  )
}
