import { useFormContext, useWatch } from 'react-hook-form'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Button } from '../../../ui/bits.tsx'
import { daysTo, dDay, rocDate } from '../../../ui/format.ts'
import { Field } from '../../../ui/fields.tsx'
import { type Event, phaseNames } from '../contract/event.ts'
import { defaultPhases } from '../contract/phases.ts'
import { PhaseBar } from './phase-bar.tsx'
import { SettingsForm } from './settings-form.tsx'

/** D-day and 民國 day of a date, under its field. */
function Away({ day, start }: { day: string | null; start: string }) {
  if (!day) return null
  return (
    <>
      {dDay(daysTo(start, day))}
      {rocDate(day) && `　${rocDate(day)}`}
    </>
  )
}

function Rows({ row, today }: { row: Event; today: string }) {
  const t = useT('events')
  const lang = useLang()
  const { control, setValue } = useFormContext<{ phases: Event['phases'] }>()
  const phases = useWatch({ control, name: 'phases' })
  return (
    <>
      <PhaseBar
        phases={phases.map((one) => ({ ...one, start: one.start ?? row.startDate, end: one.end ?? row.endDate }))}
        today={today}
        closed={row.status === 'closed'}
      />
      <div>
        {phases.map((one, i) => (
          <div className="phaserow" key={one.key} role="group" aria-label={pick(phaseNames[one.key], lang)}>
            <b>{pick(phaseNames[one.key], lang)}</b>
            <Field.Date
              name={`phases.${i}.start`}
              label={t('phase.start')}
              required
              help={<Away day={one.start} start={row.startDate} />}
            />
            <Field.Date name={`phases.${i}.end`} label={t('phase.end')} required help={<Away day={one.end} start={row.startDate} />} />
            <Field.Date
              name={`phases.${i}.doneOn`}
              label={t('phase.doneOn')}
              help={one.doneOn ? <Away day={one.doneOn} start={row.startDate} /> : t('phase.notDone')}
            />
            <Field.Text name={`phases.${i}.note`} label={t('phase.note')} placeholder={t('phase.noteHint')} />
          </div>
        ))}
      </div>
      <div className="row">
        <Button icon="refresh" onClick={() => setValue('phases', defaultPhases(row.startDate, row.endDate, today), { shouldDirty: true })}>
          {t('phase.usual')}
        </Button>
      </div>
    </>
  )
}

/** The five phases with their days, how far from the opening they lie, and when each was done. */
export const PhasesForm = ({ row, today }: { row: Event; today: string }) => (
  <SettingsForm row={row} fields={['phases']}>
    <Rows row={row} today={today} />
  </SettingsForm>
)
