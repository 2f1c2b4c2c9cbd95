import { useT } from '../../../src/kernel/web/i18n.ts'
import { Slot } from '../../../src/kernel/web/module.tsx'
import { useRouteParams } from '../../../src/kernel/web/nav.tsx'
import { useEvent } from '../../../src/kernel/web/session.tsx'
import { Page } from '../../../src/ui/record.tsx'
import { NotBuiltYet } from '../../../src/ui/states.tsx'
import { shelves, stages } from '../stages.ts'
import { NotFound } from './notfound.tsx'

/** A stage or shelf that no module serves yet; the slot `stage.notBuilt` (`{ stage, eventId? }`) tells what it will serve. */
export function Stage() {
  const t = useT('app')
  const event = useEvent()
  const { stage = '' } = useRouteParams()
  const name = stages.some((one) => one.key === stage)
    ? t(`stage.${stage}`)
    : shelves.some((one) => one.key === stage)
      ? t(`shelf.${stage}`)
      : null
  if (!name) return <NotFound />
  return (
    <Page title={name}>
      <NotBuiltYet title={name} />
      <Slot name="stage.notBuilt" props={{ stage, eventId: event?.id }} />
    </Page>
  )
}
