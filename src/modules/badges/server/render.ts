import { readFileSync } from 'node:fs'
import sharp from 'sharp'
import type { Lang } from '../../../kernel/contract/localized.ts'
import type { Ctx } from '../../../kernel/server/ctx.ts'
import type { Services } from '../../../kernel/server/mount.ts'
import { inputOf, type PagesJob, renderPages } from '../../documents/server/index.ts'
import { countryName } from '../../registration/contract/country.ts'
import { dietNames } from '../../registration/contract/registration.ts'
import { deskKeys, qrText } from '../../registration/server/index.ts'
import { type BadgeDesign, bandOf, inkOn, isLabel, sizeOf } from '../contract/badge.ts'
import type { Person } from './people.ts'

const template = { name: 'badge.typ', source: readFileSync(new URL('./badge.typ', import.meta.url), 'utf8') }
const plants = new Set(['lacto-ovo', 'vegan'])

/** In the languages of the badge, each once. */
const said = (words: BadgeDesign['words'], zh: string, en: string, between = ' ') =>
  [...new Set(words === 'both' ? [zh, en] : words === 'en' ? [en || zh] : [zh || en])].filter(Boolean).join(between)

/** Scaled down and written anew, so that any image that was uploaded prints; undefined for one that cannot be read. */
async function logoOf(bytes: Uint8Array | undefined) {
  if (!bytes) return undefined
  try {
    const { data, info } = await sharp(bytes, { limitInputPixels: 100_000_000 })
      .rotate()
      .resize({ width: 900, height: 450, fit: 'inside', withoutEnlargement: true })
      .png()
      .toBuffer({ resolveWithObject: true })
    return { bytes: new Uint8Array(data), ratio: info.width / info.height }
  } catch {
    return undefined
  }
}

export type Side = 'front' | 'back' | 'both'
type Wanted = { people: Person[]; design: BadgeDesign; side?: Side; output?: PagesJob['output'] }

/** Reads what the pages need in the ctx's transaction; the answer renders them in another thread and needs no database. */
export async function prepareBadges(
  ctx: Ctx,
  services: Services,
  { people, design, side = 'both', output = 'pdf' }: Wanted,
): Promise<() => Promise<Uint8Array>> {
  const lang: Lang = design.words === 'en' ? 'en' : 'zh-TW'
  const { letterhead } = await inputOf(ctx, services, 'badge', lang)
  const event = await ctx.tx
    .selectFrom('event')
    .select('name')
    .where('organisationId', '=', ctx.orgId)
    .where('id', '=', ctx.eventId!)
    .executeTakeFirstOrThrow()
  const { qrKey } = await deskKeys(ctx)
  const { words, size } = design
  const bands: { text: string; colour: string; ink: string }[] = []
  const known = new Map<string, number>()
  const bandIndex = (p: Person) => {
    const band = bandOf(design, p.category)
    const text = band.zh || band.en ? said(words, band.zh, band.en) : said(words, p.ticketName.zh, p.ticketName.en)
    const key = `${band.colour} ${text}`
    if (!known.has(key)) known.set(key, bands.push({ text: text || '—', colour: band.colour, ink: inkOn(band.colour) }) - 1)
    return known.get(key)!
  }
  const badges = people.map((p, i) => ({
    name: p.name,
    // A foreign guest's name is entered once, and not repeated underneath.
    nameEn: p.nameEn.toLowerCase() === p.name.toLowerCase() ? '' : p.nameEn,
    organisation: p.organisation,
    title: p.title,
    country: p.country ? said(words, countryName(p.country, 'zh-TW'), countryName(p.country, 'en')) : '',
    code: p.code,
    diet: design.show.includes('diet') && p.diet && p.diet !== 'meat' ? said(words, dietNames[p.diet].zh, dietNames[p.diet].en) : '',
    plant: plants.has(p.diet),
    band: bandIndex(p),
    qr: i,
  }))
  const logo = design.show.includes('logo') ? await logoOf(letterhead.logo) : undefined
  const { width, height, columns, rows } = sizeOf[size]
  const job: PagesJob = {
    template,
    data: {
      lang: lang === 'en' ? 'en' : 'zh',
      title: said(words, '名牌', 'Badges'),
      event: said(words, event.name.zh, event.name.en, '\n'),
      size,
      width,
      height,
      sheet: design.paper === 'a4' ? [columns, rows] : [1, 1],
      show: design.show,
      logo: logo ? { file: 'logo.png', ratio: logo.ratio } : null,
      back: isLabel(size) ? '' : said(words, design.back.zh, design.back.en, '\n\n'),
      side,
      badges,
      bands,
    },
    files: logo ? { 'logo.png': logo.bytes } : {},
    codes: design.show.includes('qr') ? people.map((p) => qrText(p, qrKey)) : [],
    output,
  }
  return () => renderPages(job)
}
