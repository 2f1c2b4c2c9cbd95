type Known = Error & { code?: string }

// What people type turns up in the words of those who refuse it: the database quotes a value, a parser the text around a fault.
const quoted = /("|“).*?("|”)(?= is not valid JSON)|(?<=invalid (input|byte|value)[^:]*: )".*"|(?<=out of range[^:]*: )".*"/gs
const marks: [RegExp, string][] = [
  [/[\w.+%-]+@[\w-]+(\.[\w-]+)+/g, '‹mail›'],
  [/\b[A-Z][1289]\d{8}\b/g, '‹id›'],
  [/(?<![\w-])(\+886[- ]?|0)9\d{2}[- ]?\d{3}[- ]?\d{3}(?!\w)/g, '‹phone›'],
]
/** A text without mail addresses, mobile numbers, identity numbers and quoted input. */
export const scrub = (text: string): string =>
  marks.reduce((t, [pattern, mark]) => t.replaceAll(pattern, mark), text.replaceAll(quoted, '‹input›'))

/** Drivers hang whole clients, rows and parameters on their errors; a log line gets the kind, the code and scrubbed words. */
export const errorInLog = (e: Known) => ({
  type: e.name,
  message: scrub(e.message ?? ''),
  stack: scrub(e.stack ?? ''),
  ...(e.code ? { code: e.code } : {}),
})
