import { pick } from '../../../src/kernel/contract/localized.ts'
import { useLang } from '../../../src/kernel/web/i18n.ts'
import { Slot } from '../../../src/kernel/web/module.tsx'
import { useThisEvent } from '../../../src/kernel/web/session.tsx'
import { useFormat } from '../../../src/ui/format.ts'
import { Page } from '../../../src/ui/record.tsx'

/** Stands in until a module gives the event's `/` screen; draws the tiles of `event.overview`. */
export function Overview() {
  const event = useThisEvent()
  const lang = useLang()
  const format = useFormat(event.zone)
  return (
    <Page title={pick(event.name, lang)} note={`${format.date(event.startsOn)} – ${format.date(event.endsOn, { short: true })}`}>
      <Slot name="event.overview" props={{ event }} />
    </Page>
  )
}
