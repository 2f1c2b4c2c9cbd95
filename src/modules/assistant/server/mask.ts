/** Names of fields that identify or reach a person, or let somebody in. */
const personal =
  /e-?mail|phone|mobile|tel$|fax|(?<!venue)address$|birth|national|passport|identity|idNumber|bank|account|iban|allerg|medical|diet|disab|emergency|contactId$/i
const secret = /token|secret|password|hash$|signature|qr|magic|pageUrl|manageUrl/i
const mail = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g
const nationalId = /\b[A-Z][1289]\d{8}\b/g
const mobile = /(?<![\w-])(?:\+?886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?![\w-])/g

const short = (text: string) => (text.length < 3 ? '•••' : `${text[0]}•••`)
const scrub = (text: string) =>
  text
    .replaceAll(mail, (m) => `${m[0]}•••@•••`)
    .replaceAll(nationalId, (m) => `${m.slice(0, 2)}•••`)
    .replaceAll(mobile, '09••••')

/**
 * Records as an assistant is told them: addresses, numbers and keys masked by the fields' names and, in running text, by their
 * looks; on top of what the modules mask by themselves. Names stay, or nothing could be talked about.
 */
export function masked(value: unknown, key = ''): unknown {
  if (Array.isArray(value)) return value.map((v) => masked(v, key))
  if (value && typeof value === 'object')
    return Object.fromEntries(
      Object.entries(value).flatMap(([k, v]) => (secret.test(k) ? [] : [[k, masked(v, /^(zh|en)$/.test(k) ? key : k)] as const])),
    )
  if (typeof value === 'string' && value !== '') return personal.test(key) ? short(value) : scrub(value)
  if (typeof value === 'number' && personal.test(key)) return null
  return value
}
