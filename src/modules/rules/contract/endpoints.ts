import { z } from 'zod'
import { endpoint } from '../../../kernel/contract/endpoint.ts'
import { entity, type Row } from '../../../kernel/contract/entity.ts'
import { id } from '../../../kernel/contract/ids.ts'
import { can, listQuery, pageOf } from '../../../kernel/contract/page.ts'
import { ruleFields, ruleGroups, type RuleGroup } from './rule.ts'

export const ruleEntity = entity({
  name: 'rule',
  scope: 'organisation',
  fields: ruleFields,
  columns: { shipped: z.boolean() },
  labels: {
    code: { zh: '代碼', en: 'Code' },
    jurisdiction: { zh: '適用地區', en: 'Jurisdiction' },
    group: { zh: '類別', en: 'Group' },
    title: { zh: '名稱', en: 'Name' },
    value: { zh: '數值', en: 'Value' },
    unit: { zh: '單位', en: 'Unit' },
    validFrom: { zh: '生效日', en: 'Valid from' },
    validTo: { zh: '失效日', en: 'Valid to' },
    source: { zh: '依據', en: 'Source' },
    sourceUrl: { zh: '依據網址', en: 'Source address' },
    checkedOn: { zh: '查核日', en: 'Checked on' },
    uncertain: { zh: '待確認', en: 'Uncertain' },
    note: { zh: '備註', en: 'Note' },
  },
  searchable: ['code', 'title', 'source', 'note'],
  sortable: ['code', 'group', 'validFrom', 'checkedOn', 'title'],
  search: (r) => ({ title: r.title.zh || r.code, subtitle: r.code, text: r.title.en }),
})
export type RuleRow = Row<typeof ruleEntity>

const row = ruleEntity.row.extend({ can: can.optional() })
const byId = z.object({ id: id() })
export const ruleEndpoints = {
  list: endpoint({
    method: 'GET',
    path: '/rules',
    action: 'rules.read',
    summary: 'Dated rates, thresholds, factors and deadlines',
    query: listQuery.extend({
      group: z.enum(Object.keys(ruleGroups) as [RuleGroup, ...RuleGroup[]]).optional(),
      on: z.iso.date().optional(),
      uncertain: z.stringbool().optional(),
    }),
    response: pageOf(row),
  }),
  get: endpoint({ method: 'GET', path: '/rules/:id', action: 'rules.read', summary: 'One rule', params: byId, response: row }),
  create: endpoint({
    method: 'POST',
    path: '/rules',
    action: 'rules.edit',
    summary: 'Add a dated row; the row that it follows ends the day before',
    body: ruleEntity.draft,
    response: row,
  }),
  update: endpoint({
    method: 'PATCH',
    path: '/rules/:id',
    action: 'rules.edit',
    summary: 'Correct a row',
    params: byId,
    body: ruleEntity.patch,
    response: row,
  }),
  remove: endpoint({
    method: 'DELETE',
    path: '/rules/:id',
    action: 'rules.edit',
    summary: 'Remove a row',
    params: byId,
    response: z.object({ id: id() }),
  }),
}
