import { pick } from '../../../kernel/contract/localized.ts'
import { href } from '../../../kernel/web/client.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { LinkButton, StatusTag } from '../../../ui/bits.tsx'
import { type Column, ListScreen } from '../../../ui/list/list.tsx'
import { inventoryEndpoints, type InventoryRow } from '../contract/inventory.ts'
import { basisNames, erasureNames, kindNames } from '../contract/personal.ts'
import { Places } from './parts.tsx'

/** Every kind of personal data that is held: whose, what for, on which ground, what becomes of it. */
export default function Inventory() {
  const t = useT('privacy')
  const lang = useLang()
  const found = useEndpoint(inventoryEndpoints.list, {})
  const kinds = (r: InventoryRow) => [...new Set(r.columns.map((c) => pick(kindNames[c.kind], lang)))].join(t('comma'))
  const columns: Column<InventoryRow>[] = [
    {
      key: 'label',
      label: t('inventory.file'),
      value: (r) => pick(r.label, lang),
      width: 190,
      card: 'title',
      render: (r) => <b>{pick(r.label, lang)}</b>,
    },
    { key: 'subjects', label: t('inventory.subjects'), value: (r) => pick(r.subjects, lang), width: 190, card: 'detail' },
    { key: 'purpose', label: t('inventory.purpose'), value: (r) => pick(r.purpose, lang), width: 230 },
    { key: 'kinds', label: t('inventory.kinds'), value: kinds, card: 'detail' },
    { key: 'basis', label: t('inventory.basis'), value: (r) => pick(basisNames[r.basis], lang), width: 190, groupable: true, hidden: true },
    {
      key: 'erase',
      label: t('inventory.erase'),
      value: (r) => pick(erasureNames[r.erase], lang),
      width: 110,
      groupable: true,
      card: 'state',
      render: (r) => (
        <StatusTag tone={r.erase === 'keep' ? 'plain' : 'jade'} icon={r.erase === 'keep' ? 'lock' : 'check'}>
          {pick(erasureNames[r.erase], lang)}
        </StatusTag>
      ),
    },
    { key: 'rows', label: t('inventory.rows'), value: (r) => r.rows, kind: 'number', width: 80 },
  ]
  return (
    <>
      <Places on="/inventory" />
      <ListScreen
        id="privacy.inventory"
        title={t('places.inventory')}
        rows={found.data?.rows}
        rowId={(r) => r.table}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        actions={
          <>
            <LinkButton look="quiet" icon="download" href={href(inventoryEndpoints.file, { query: { format: 'xlsx' } })}>
              Excel
            </LinkButton>
            <LinkButton look="quiet" icon="download" href={href(inventoryEndpoints.file, { query: { format: 'docx' } })}>
              Word
            </LinkButton>
          </>
        }
        drawer={(r) => ({
          title: pick(r.label, lang),
          detail: pick(basisNames[r.basis], lang),
          body: (
            <>
              <p className="md sec">{pick(r.purpose, lang)}</p>
              {r.erase === 'keep' && <p className="md">{pick(r.why, lang)}</p>}
              <table className="privacytable md">
                <thead>
                  <tr>
                    <th scope="col">{t('inventory.column')}</th>
                    <th scope="col">{t('inventory.kind')}</th>
                    <th scope="col">{t('inventory.erase')}</th>
                  </tr>
                </thead>
                <tbody>
                  {r.columns.map((c) => (
                    <tr key={c.column}>
                      <td>{pick(c.label, lang)}</td>
                      <td>{pick(kindNames[c.kind], lang)}</td>
                      <td>
                        {pick(erasureNames[r.erase === 'row' ? 'row' : c.erase], lang)}
                        {r.erase !== 'keep' && c.erase === 'keep' && <div className="sm mut">{pick(c.why, lang)}</div>}
                      </td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </>
          ),
        })}
      />
    </>
  )
}
