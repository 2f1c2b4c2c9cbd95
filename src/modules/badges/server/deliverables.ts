import { pick } from '../../../kernel/contract/localized.ts'
import { col, docModel, table } from '../../documents/contract/build.ts'
import { paperDate } from '../../documents/contract/paper.ts'
import { defineDeliverable } from '../../documents/server/index.ts'
import { BADGES_A_FILE, bandOf } from '../contract/badge.ts'
import { readDesign } from './layout.ts'
import { badgePeople } from './people.ts'
import { prepareBadges } from './render.ts'

/** 入場許可證（名牌）: the PDF holds the badges themselves, the page in the browser the list that they are handed out by. */
export const badge = defineDeliverable({
  key: 'badge',
  action: 'registration.read_personal',
  async build(ctx, input) {
    const { lang } = input
    const say = (zh: string, en: string) => (lang === 'en' ? en : zh)
    const event = await ctx.tx.selectFrom('event').select('name').where('id', '=', ctx.eventId!).executeTakeFirstOrThrow()
    const design = await readDesign(ctx)
    const people = await badgePeople(ctx, { sort: 'name' }, BADGES_A_FILE)
    const words = (p: (typeof people)[number]) => pick(bandOf(design, p.category), lang) || pick(p.ticketName, lang)
    const kinds = [...new Set(people.map(words))]
    return docModel(
      {
        kind: 'table',
        lang,
        title: say('入場許可證（名牌）', 'Admission badges'),
        subtitle: pick(event.name, lang),
        letterhead: input.letterhead,
        printedAt: paperDate(input.today, lang, 'slash'),
        headFacts: [
          [say('名牌', 'Badges'), String(people.length)],
          ...kinds.map((k): [string, string] => [k, String(people.filter((p) => words(p) === k).length)]),
        ],
      },
      [
        table({
          sheet: say('名牌清冊', 'Badges'),
          section: 'badges',
          source: 'live',
          columns: [
            col.int('n', say('序號', 'No.'), { sum: false }),
            col('code', say('報名編號', 'Code')),
            col('name', say('姓名', 'Name')),
            col('nameEn', say('英文姓名', 'Name in English')),
            col('organisation', say('單位', 'Organisation')),
            col('band', say('類別', 'Category')),
          ],
          rows: people.map((p, i) => ({
            n: i + 1,
            code: p.code,
            name: p.name,
            nameEn: p.nameEn,
            organisation: p.organisation,
            band: words(p),
          })),
        }),
      ],
    )
  },
  others: {
    pdf: async (ctx, input) =>
      (
        await prepareBadges(ctx, input.services, {
          people: await badgePeople(ctx, { sort: 'name' }, BADGES_A_FILE),
          design: await readDesign(ctx),
        })
      )(),
  },
})
