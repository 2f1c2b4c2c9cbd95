import { pick } from '../../../kernel/contract/localized.ts'
import { bullets, col, docModel, h1, h2, note, p, section, signature, table } from '../../documents/contract/build.ts'
import { paperDate, paperDates } from '../../documents/contract/paper.ts'
import { defineDeliverable } from '../../documents/server/index.ts'
import { unitText } from '../contract/desk-item.ts'
import { flowNames, flows } from '../contract/desk-step.ts'
import { ASSUMED_SECONDS, lanesOf } from '../contract/lanes.ts'
import { readDesk } from './desk.ts'
import { eventOf } from './prepare-deliverables.ts'

/** 報到流程表: counters and their reckoning, the steps for everybody who comes, and the desk check with a line to sign. */
export const flowDeliverable = defineDeliverable({
  key: 'checkin-flow',
  action: 'desk.read',
  async build(ctx, input) {
    const { lang } = input
    const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
    const event = await eventOf(ctx)
    const { heads, items, steps, plan } = await readDesk(ctx)
    const { people, from, lanes } = lanesOf(plan, steps, heads.onsite)
    const title = say('報到流程表', 'Check-in procedure')
    const one = (n: number) => Math.round(n * 10) / 10
    const checks = steps.filter((s) => s.flow === 'check')
    const supplies = items.filter((i) => i.list === 'supplies')
    const walks = flows.filter((f) => f !== 'check' && steps.some((s) => s.flow === f))
    const signed = { rowHeight: 9, lines: 'grid' as const }
    return docModel(
      {
        kind: 'report',
        lang,
        title,
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        page: { margin: 18 },
        headFacts: [
          [say('活動期間', 'Dates'), paperDates(event.startDate, event.endDate, lang, 'slash')],
          [say('預估現場人數', 'Expected on site'), String(people)],
          [say('製表日期', 'Printed'), paperDate(input.today, lang, 'slash')],
        ],
        runningHead: { left: pick(event.name, lang), right: title },
        numbered: true,
      },
      [
        section(
          'lanes',
          'live',
          h1(say('站點與櫃檯數', 'Stations and counters')),
          table({
            columns: [
              col('station', say('站點', 'Station')),
              col.int('seconds', say('每人秒數', 'Seconds a person'), { sum: false }),
              col.int('counters', say('櫃檯數', 'Counters'), { sum: false }),
              col.int('queue', say('最長隊伍（人）', 'Longest queue (people)'), { sum: false }),
              col.decimal('wait', say('最長等候（分）', 'Longest wait (min)'), { sum: false }),
            ],
            rows: lanes.map((l) => ({
              station: pick(l.station, lang),
              seconds: l.seconds,
              counters: { value: l.counters, bold: true },
              queue: l.longestQueue,
              wait: one(l.longestWait),
            })),
          }),
          p(say('計算方式與假設：', 'How this is reckoned:'), { size: 'small' }),
          bullets([
            plan.people === null
              ? say(`現場人數取已確認的實體報名 ${people} 人。`, `People: the ${people} places confirmed on site.`)
              : say(
                  `現場人數為填寫的預估 ${people} 人（已確認的實體報名 ${heads.onsite} 人）。`,
                  `People: an estimate of ${people} (${heads.onsite} places are confirmed on site).`,
                ),
            say(
              `報到時段 ${plan.windowMinutes} 分鐘；${plan.peakShare}% 的人在中間三分之一到場，其餘平均分在前後。占比是假設，請依往年到場紀錄調整。`,
              `Arrivals take ${plan.windowMinutes} minutes; ${plan.peakShare}% come in the middle third, the others evenly before and after. The share is an assumption: change it by the arrivals of earlier years.`,
            ),
            from === 'assumed'
              ? say(
                  `流程還沒有填秒數，以每人 ${ASSUMED_SECONDS} 秒估算。`,
                  `No step has a time yet: ${ASSUMED_SECONDS} seconds a person are assumed.`,
                )
              : from === 'plan'
                ? say('每人秒數為填寫的數字。', 'Seconds a person were entered by hand.')
                : say(
                    '每人秒數為「已完成報名」流程在該站的合計。',
                    'Seconds a person are the sum of the steps at that station for those registered in advance.',
                  ),
            say(
              `櫃檯數是等候不超過 ${plan.maxWait} 分鐘的最少數：隊伍＝到場速率 − 櫃檯數 × 60 ÷ 每人秒數，逐段累計。實際到場會成群，請另留機動人力。`,
              `Counters: the fewest at which nobody waits over ${plan.maxWait} minutes; the queue grows by arrivals less counters × 60 ÷ seconds. People come in groups: keep somebody in reserve.`,
            ),
          ]),
        ),
        section(
          'steps',
          'live',
          h1(say('報到流程', 'Procedure')),
          ...(walks.length
            ? walks.flatMap((f) => [
                h2(pick(flowNames[f], lang)),
                table({
                  lines: 'grid',
                  columns: [
                    col.int('n', say('步驟', 'Step'), { sum: false }),
                    col('station', say('站點', 'Station')),
                    col('title', say('怎麼做', 'What is done')),
                    col('say', say('怎麼說、何時回報', 'What to say, when to escalate')),
                    col('responsible', say('負責人', 'Responsible')),
                    col.int('seconds', say('秒', 'Sec.'), { sum: false }),
                  ],
                  rows: steps
                    .filter((s) => s.flow === f)
                    .map((s, i) => ({
                      n: i + 1,
                      station: pick(s.station, lang),
                      title: pick(s.title, lang),
                      say: pick(s.say, lang),
                      responsible: s.responsible,
                      seconds: s.seconds || null,
                    })),
                }),
              ])
            : [note(say('還沒有建立流程步驟。', 'No steps yet.'))]),
        ),
        section(
          'check',
          'live',
          h1(say('開桌檢查', 'Desk check')),
          ...(checks.length
            ? [
                h2(say('設備與環境', 'Equipment and place')),
                table({
                  ...signed,
                  columns: [
                    col.int('n', say('項次', 'No.'), { sum: false }),
                    col('title', say('檢查項目', 'To check')),
                    col('say', say('怎麼確認', 'How')),
                    col('done', say('正常', 'OK'), { align: 'center', width: 3 }),
                    col('signed', say('簽名／時間', 'Signature, time'), { width: 9 }),
                  ],
                  rows: checks.map((s, i) => ({ n: i + 1, title: pick(s.title, lang), say: pick(s.say, lang), done: '□', signed: '' })),
                }),
              ]
            : [note(say('還沒有建立檢查項目。', 'Nothing to check yet.'))]),
          ...(supplies.length
            ? [
                h2(say('物資點收', 'Supplies')),
                table({
                  ...signed,
                  rowHeight: 7,
                  columns: [
                    col('name', say('品項', 'Item')),
                    col.int('needed', say('應備', 'Needed'), { sum: false }),
                    col('unit', say('單位', 'Unit'), { align: 'center' }),
                    col('responsible', say('負責人', 'Responsible')),
                    col('counted', say('實點', 'Counted'), { width: 5 }),
                    col('signed', say('簽名', 'Signature'), { width: 8 }),
                  ],
                  rows: supplies.map((i) => ({
                    name: pick(i.name, lang),
                    needed: i.needed,
                    unit: unitText(i.unit, lang),
                    responsible: i.responsible,
                    counted: '',
                    signed: '',
                  })),
                }),
              ]
            : []),
          signature([say('報到組長', 'Registration lead'), say('場館窗口', 'Venue'), say('專案負責人', 'Project lead')]),
        ),
      ],
    )
  },
})
