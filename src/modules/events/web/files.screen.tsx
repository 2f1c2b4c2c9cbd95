import './events.css'
import { useT } from '../../../kernel/web/i18n.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Page } from '../../../ui/record.tsx'
import { FilesOf } from './files.tsx'

/** All files of the event, those of its records included. */
export default function FilesScreen() {
  const t = useT('events')
  return (
    <Page title={t('menu.files')}>
      <FilesOf of={null} event={useThisEvent()} />
    </Page>
  )
}
