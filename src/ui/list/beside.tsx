import type { ReactNode } from 'react'
import { useT } from '../../kernel/web/i18n.ts'
import { Button } from '../bits.tsx'
import type { Grid } from './grid.ts'
import type { ListProps } from './types.ts'

/** What can be done with the selected rows; floats over the grid's foot. */
export function BulkBar<Row>({ grid, bulk }: { grid: Grid<Row>; bulk: NonNullable<ListProps<Row>['bulk']> }) {
  const t = useT('ui')
  if (grid.selected.size === 0) return null
  return (
    <div className="bulk" role="toolbar" aria-label={t('grid.bulk')}>
      <b>{t('grid.picked', { count: grid.selected.size })}</b>
      <s />
      {bulk.map((one) => (
        <Button key={one.label} look="quiet" icon={one.icon} onClick={() => one.run([...grid.selected], grid.clear)}>
          {one.label}
        </Button>
      ))}
      <s />
      <Button look="quiet" icon="x" aria-label={t('grid.unpick')} onClick={grid.clear} />
    </div>
  )
}

type PanelProps = {
  code?: string
  title: ReactNode
  detail?: ReactNode
  body: ReactNode
  onMove: (by: number) => void
  onClose: () => void
}
/** The current row beside the list. */
export function Panel({ code, title, detail, body, onMove, onClose }: PanelProps) {
  const t = useT('ui')
  return (
    <aside className="drawer" aria-label={t('grid.panel')}>
      <div className="row dhead">
        <span className="mut md">{code}</span>
        <span className="sp" />
        <Button look="quiet" icon="back" aria-label={t('grid.previous')} onClick={() => onMove(-1)} />
        <Button look="quiet" icon="right" aria-label={t('grid.next')} onClick={() => onMove(1)} />
        <Button look="quiet" icon="x" aria-label={t('close')} onClick={onClose} />
      </div>
      <h2 className="dtitle">{title}</h2>
      {detail && <p className="sec md">{detail}</p>}
      {body}
    </aside>
  )
}
