import type { SessionKind } from '../contract/session.ts'

const rules: [SessionKind, RegExp][] = [
  ['registration', /^(第.日報到|報到|領取|check.?in\b|registration\b|sign.?in\b|badge)/i],
  ['meal', /(^|[\s：:・|/（(])(午餐|晚餐|早餐|用餐|餐敘|便當)|^(lunch|dinner|breakfast)\b/i],
  [
    'break',
    /^(茶敘|點心|休息|中場休息|換場|break\b|(coffee|tea|short|afternoon|morning)[\s/&-]*(break|time)?\b.*break|(coffee|tea) break|pause\b|transition\b|recess\b)/i,
  ],
  ['social', /^(晚宴|歡迎酒會|交流|聯誼|茶會|reception\b|social\b|networking\b|party\b|banquet\b|after\s*party)/i],
]
const byWord: [SessionKind, RegExp][] = [
  ['keynote', /keynote|主題演講|專題演講|開場演講|主旨演說/i],
  ['panel', /panel|座談|對談|論壇討論|圓桌|round ?table/i],
  ['workshop', /workshop|工作坊|實作|tutorial|hands.?on/i],
]

/**
 * What a session is to the office, told by its title and the organisers' own type. Only sessions without speakers are taken for breaks
 * and meals: "Lunch with …" by somebody is a talk.
 */
export function kindOf(s: {
  title: { zh: string; en: string }
  type?: { zh: string; en: string } | undefined
  speakers: number
}): SessionKind {
  const titles = [s.title.zh, s.title.en]
  if (s.speakers === 0) for (const [kind, re] of rules) if (titles.some((t) => re.test(t.trim()))) return kind
  const type = `${s.type?.zh ?? ''} ${s.type?.en ?? ''}`
  if (s.speakers === 0 && /break|休息|茶敘/i.test(type)) return 'break'
  for (const [kind, re] of byWord) if (re.test(type)) return kind
  for (const [kind, re] of byWord.slice(0, 1)) if (titles.some((t) => re.test(t))) return kind
  return 'talk'
}
