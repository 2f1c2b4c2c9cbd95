const chineseDigits = '零一二三四五六七八九'
/** 1 → 一, 12 → 十二, 20 → 二十; below 100. */
export const chinese = (n: number): string =>
  n < 10 ? (chineseDigits[n] ?? '') : `${n < 20 ? '' : chineseDigits[Math.floor(n / 10)]}十${n % 10 === 0 ? '' : chineseDigits[n % 10]}`
/** 12 → 拾貳, for level-1 headings. */
export const formal = (n: number): string =>
  [...chinese(n)].map((c) => '零壹貳參肆伍陸柒捌玖拾'['零一二三四五六七八九十'.indexOf(c)] ?? c).join('')
