import { formatDateTime, rocDate } from '../../../kernel/contract/dates.ts'
import { type Lang, type Localized, pick } from '../../../kernel/contract/localized.ts'
import {
  bullets,
  col,
  docModel,
  type DocModel,
  facts,
  h1,
  h2,
  type Letterhead,
  note,
  p,
  signature,
  table,
} from '../../documents/contract/model.ts'
import type { BreachRow } from '../contract/breach.ts'
import type { InventoryRow, RetentionRow } from '../contract/inventory.ts'
import { basisNames, erasureNames, kindNames } from '../contract/personal.ts'
import type { RunCount } from '../contract/run.ts'
import { breachCode } from './breaches.ts'
import { taiwanDay } from './deadlines.ts'

const zone = 'Asia/Taipei'
const roc = (day: string, lang: Lang) => (lang === 'en' ? day : rocDate(day, 'formal'))
const at = (instant: string | null, lang: Lang) =>
  instant ? `${formatDateTime(instant, zone, lang)}` : lang === 'en' ? '(not yet)' : '（尚未）'
const say = (lang: Lang) => (zh: string, en: string) => (lang === 'en' ? en : zh)

/** 個人資料檔案清冊: what is held, what for, on which ground, how long. */
export function inventoryPaper(o: {
  lang: Lang
  letterhead: Letterhead
  today: string
  rows: InventoryRow[]
  retention: RetentionRow[]
}): DocModel {
  const t = say(o.lang)
  const rule = new Map(o.retention.map((r) => [r.code, r]))
  const kept = (r: InventoryRow) => {
    const x = rule.get(r.code)
    if (!x || x.days === null) return x ? pick(x.note, o.lang) : ''
    const from = {
      eventEnd: t('活動結束後', 'after the event: '),
      created: t('建立後', 'after entry: '),
      lastContact: t('最後往來後', 'after the last contact: '),
      none: '',
    }[x.from]
    return `${from}${x.days} ${t('日', 'days')}${x.promised ? t('（或活動告知的日數）', ' (or as the event’s notice says)') : ''}`
  }
  return docModel(
    {
      kind: 'table',
      lang: o.lang,
      title: t('個人資料檔案清冊', 'Inventory of personal data'),
      letterhead: o.letterhead,
      page: { orientation: 'landscape', density: 'compact' },
      headFacts: [
        [t('製表日期', 'As of'), roc(o.today, o.lang)],
        [t('檔案數', 'Files'), String(o.rows.length)],
      ],
      numbered: false,
    },
    [
      table({
        sheet: t('個資檔案', 'Files'),
        columns: [
          col('label', t('檔案名稱', 'File')),
          col('subjects', t('當事人', 'People')),
          col('purpose', t('蒐集目的', 'Purpose')),
          col('kinds', t('資料類別', 'Kinds')),
          col('basis', t('法律依據', 'Ground')),
          col('kept', t('保存期限', 'Kept')),
          col('erase', t('到期處理', 'In the end')),
          col.int('rows', t('筆數', 'Rows'), { sum: false }),
        ],
        rows: o.rows.map((r) => ({
          label: pick(r.label, o.lang),
          subjects: pick(r.subjects, o.lang),
          purpose: pick(r.purpose, o.lang),
          kinds: [...new Set(r.columns.map((c) => pick(kindNames[c.kind], o.lang)))].join(t('、', ', ')),
          basis: pick(basisNames[r.basis], o.lang),
          kept: kept(r),
          erase: `${pick(erasureNames[r.erase], o.lang)}${r.erase === 'keep' ? `${t('：', ': ')}${pick(r.why, o.lang)}` : ''}`,
          rows: r.rows,
        })),
      }),
      table({
        caption: t('欄位', 'Columns'),
        sheet: t('欄位', 'Columns'),
        columns: [
          col('file', t('檔案名稱', 'File')),
          col('label', t('欄位', 'Column')),
          col('kind', t('類別', 'Kind')),
          col('erase', t('刪除時', 'On erasure')),
          col('why', t('理由', 'Reason')),
        ],
        rows: o.rows.flatMap((r) =>
          r.columns.map((c) => ({
            file: pick(r.label, o.lang),
            label: pick(c.label, o.lang),
            kind: pick(kindNames[c.kind], o.lang),
            erase: pick(erasureNames[c.erase], o.lang),
            why: pick(c.why, o.lang),
          })),
        ),
      }),
    ],
  )
}

/** The record of a breach as a notice to the authority. */
export function breachPaper(o: { lang: Lang; letterhead: Letterhead; today: string; breach: BreachRow }): DocModel {
  const t = say(o.lang)
  const b = o.breach
  return docModel(
    {
      kind: 'report',
      lang: o.lang,
      title: b.drill
        ? t('個人資料外洩通報（演練）', 'Notice of a personal data breach (drill)')
        : t('個人資料外洩通報', 'Notice of a personal data breach'),
      letterhead: o.letterhead,
      headFacts: [
        [t('案號', 'No.'), breachCode(b)],
        [t('製表日期', 'Printed'), roc(o.today, o.lang)],
        [t('狀態', 'State'), b.closedAt ? t('已結案', 'Closed') : t('處理中', 'Open')],
      ],
      numbered: false,
      footLeft: breachCode(b),
    },
    [
      b.drill && note(t('本件為演練，未對外通報。', 'This is a drill; nobody outside was told.')),
      h1(t('事件', 'What happened')),
      facts([
        [t('事件', 'Incident'), b.title],
        [t('發生時間', 'Happened'), at(b.occurredAt, o.lang)],
        [t('知悉時間', 'Noticed'), at(b.noticedAt, o.lang)],
        [t('活動', 'Event'), b.eventName ? pick(b.eventName, o.lang) : '—'],
        [t('系統', 'Systems'), b.systems || '—'],
      ]),
      p(b.what || t('（調查中）', '(being looked into)')),
      h1(t('影響範圍', 'Reach')),
      facts([
        [t('資料類別', 'Kinds of data'), b.kinds.map((k) => pick(kindNames[k], o.lang)).join(t('、', ', ')) || '—'],
        [t('涉及特種個資', 'Special categories'), b.special || b.kinds.includes('special') ? t('是', 'yes') : t('否', 'no')],
        [t('受影響人數', 'People'), b.people === null ? t('調查中', 'not known yet') : b.people.toLocaleString('en-US')],
        [t('系統保有筆數', 'Records in the system'), b.systemRecords === null ? '—' : b.systemRecords.toLocaleString('en-US')],
      ]),
      h1(t('通報與通知', 'Who was told')),
      facts([
        [t('應否通報', 'Must be notified'), b.mustNotify ? t('應通報', 'yes') : t('依現有資料未達通報標準', 'no, on what is known')],
        [t('通報期限', 'By'), at(b.dueAt, o.lang)],
        [t('主管機關', 'Authority'), b.authority || '—'],
        [t('通報時間', 'Told at'), at(b.authorityAt, o.lang)],
        [t('通知當事人', 'People told at'), at(b.peopleAt, o.lang)],
        [t('通知方式', 'How'), b.peopleHow || '—'],
      ]),
      h1(t('應變與改善措施', 'Measures')),
      p(b.measures || '—'),
      h2(t('依據', 'Rules')),
      bullets(b.rules.map((r) => `${r.code}（${r.jurisdiction}，${r.validFrom}）：${r.value} ${r.unit}`)),
      p(`${t('本紀錄保存至', 'Kept until')} ${roc(b.keepUntil, o.lang)}`, { size: 'small' }),
      signature([t('承辦', 'Prepared by'), t('個資管理', 'Privacy officer'), t('負責人', 'Director')]),
    ],
  )
}

/** 個人資料刪除、銷毀證明書 for the client whose data they were. */
export function certificatePaper(o: {
  lang: Lang
  letterhead: Letterhead
  code: string
  client: string
  event: Localized
  dates: string
  scope: string[]
  counts: readonly RunCount[]
  /** Columns that stay in pseudonymised rows. */
  columns: readonly { label: Localized; why: Localized; rows: number }[]
  /** Years for which vouchers must be kept. */
  years: number
  hash: string
  at: string
  by: string
}): DocModel {
  const t = say(o.lang)
  const gone = o.counts.filter((c) => c.action !== 'keep' && c.rows)
  const kept = [
    ...o.columns,
    ...o.counts.flatMap((c) => (c.action === 'keep' && c.rows ? [{ label: c.label, rows: c.rows, why: c.why ?? { zh: '', en: '' } }] : [])),
  ]
  return docModel(
    {
      kind: 'form',
      lang: o.lang,
      title: t('個人資料刪除、銷毀證明書', 'Certificate of erasure of personal data'),
      letterhead: o.letterhead,
      headFacts: [
        [t('證明書字號', 'Certificate'), o.code],
        [t('核發日期', 'Issued'), roc(taiwanDay(o.at), o.lang)],
        [t('委託人', 'Client'), o.client],
      ],
      numbered: false,
      footLeft: o.code,
    },
    [
      p(
        t(
          `本公司受${o.client}委託辦理「${pick(o.event, o.lang)}」（${o.dates}），於履約期間蒐集、處理及利用之個人資料，契約終止後已依個人資料保護法第 11 條及施行細則第 8 條刪除或去識別化，情形如下，特此證明。`,
          `For ${o.client} we held “${pick(o.event, o.lang)}” (${o.dates}). The personal data collected, processed and used for it have been erased or pseudonymised at the end of the contract under Article 11 of the Personal Data Protection Act, as follows.`,
        ),
      ),
      facts([
        [t('範圍', 'Scope'), o.scope.join(t('、', ', '))],
        [t('刪除時間', 'Erased at'), `${roc(taiwanDay(o.at), o.lang)}　${formatDateTime(o.at, zone, o.lang)}`],
        [
          t('方法', 'Method'),
          t(
            '資料庫整筆刪除，或不可逆之去識別化（清空欄位並以代號取代姓名）；搜尋索引與稽核內容一併抹除',
            'Rows deleted, or irreversibly pseudonymised (columns cleared, names replaced by codes); search index and audit values blanked',
          ),
        ],
        [t('執行人', 'Carried out by'), o.by],
      ]),
      table({
        caption: t('刪除、去識別化明細', 'What was erased or pseudonymised'),
        columns: [col('label', t('個人資料檔案', 'File')), col('how', t('方式', 'How')), col.int('rows', t('筆數', 'Rows'))],
        rows: gone.map((c) => ({ label: pick(c.label, o.lang), how: pick(erasureNames[c.action], o.lang), rows: c.rows })),
        total: true,
        totalLabel: t('合計', 'Total'),
      }),
      kept.length > 0 &&
        table({
          caption: t('依法或依約保留', 'Kept by law or contract'),
          columns: [col('label', t('檔案', 'File')), col.int('rows', t('筆數', 'Rows'), { sum: false }), col('why', t('理由', 'Reason'))],
          rows: kept.map((c) => ({ label: pick(c.label, o.lang), rows: c.rows, why: pick(c.why, o.lang) })),
        }),
      o.columns.length > 0 &&
        p(
          t(
            `會計憑證依商業會計法第 38 條保存 ${o.years} 年。`,
            `Accounting vouchers are kept for ${o.years} years (Business Entity Accounting Act §38).`,
          ),
          { size: 'small' },
        ),
      p(
        t(
          '備份檔內之舊資料於備份輪替期滿後消滅，期間不得還原作其他用途。',
          'Older copies in backups end as the backups rotate, and are not restored for any other use until then.',
        ),
        { size: 'small' },
      ),
      p(`${t('執行指紋（SHA-256）', 'Digest of the run (SHA-256)')}：${o.hash}`, { size: 'small' }),
      signature([
        t('執行人', 'Carried out by'),
        t('覆核', 'Checked by'),
        t('負責人／公司章', 'Director, company seal'),
        t('委託人簽收', 'Received by the client'),
      ]),
    ],
  )
}
