import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { StatusTag } from '../../../ui/bits.tsx'
import type { DeliverableRow } from '../contract/documents.ts'

export const formatName: Record<string, string> = {
  docx: 'Word',
  xlsx: 'Excel',
  pptx: 'PowerPoint',
  pdf: 'PDF',
  html: 'HTML',
  web: 'HTML',
  ics: 'iCalendar',
  svg: 'SVG',
  zip: 'ZIP',
  csv: 'CSV',
  email: 'E-mail',
  webm: 'WebM',
}
/** What can be downloaded from live data; the others are made where they are used. */
export const downloadable = (formats: readonly string[]): string[] =>
  formats.filter((f) => ['docx', 'xlsx', 'pptx', 'pdf', 'ics'].includes(f))

/** Where a deliverable stands, in words that promise nothing. */
export function StateOf({ row, soft }: { row: Pick<DeliverableRow, 'state' | 'closed' | 'lastIssue'>; soft?: boolean }) {
  const t = useT('documents')
  const props = soft ? { soft } : {}
  if (row.state === 'unbuilt')
    return (
      <StatusTag tone="plain" {...props}>
        {t('state.unbuilt')}
      </StatusTag>
    )
  if (row.closed)
    return (
      <StatusTag tone="plain" icon="lock" {...props}>
        {t('state.closed')}
      </StatusTag>
    )
  if (row.lastIssue)
    return (
      <StatusTag tone="jade" {...props}>
        {t('state.issued', { number: row.lastIssue.number })}
      </StatusTag>
    )
  return (
    <StatusTag tone="indigo" icon="link" {...props}>
      {t('state.live')}
    </StatusTag>
  )
}

export function useName() {
  const lang = useLang()
  return (text: { zh: string; en: string }) => pick(text, lang)
}
