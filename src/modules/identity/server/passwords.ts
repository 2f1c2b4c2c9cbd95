import { AppError } from '../../../kernel/server/errors.ts'
import { breached, knownElsewhere } from './breached.ts'

/** Passwords of ten characters and more that stand at the top of every published list, here in lower case. */
const common = new Set(
  `1234567890 0123456789 0987654321 9876543210 12345678910 123456789a 123456789q 1234567891 1234567899 123456789123 1234567890q 1q2w3e4r5t 1q2w3e4r5t6y
1qaz2wsx3edc 1qazxsw23edc 1qaz2wsx3edc4rfv 1qaz@wsx3edc qwertyuiop qwertyuiop1 qwertyuiop123 qwerty1234 qwerty12345 qwerty123456 qwerty123! qwerty1234! qwert12345
1234qwer1234 1234qwerasdf qwer1234qwer q1w2e3r4t5 q1w2e3r4t5y6 asdfghjkl1 asdfghjkl123 asdfghjkl; asdf1234asdf asdfqwer1234 zxcvbnm123 zxcvbnm1234 zxcvbnm123456 qazwsxedc1
qazwsxedc123 qazwsxedcrfv qazwsx1234 password10 password11 password12 password123 password1234 password12345 password123456 password1! password!1 password123! password2024
password2025 password2026 password2027 passw0rd12 passw0rd123 p@ssw0rd12 p@ssw0rd123 p@ssword123 p@ssw0rd1234 pa$$w0rd123 mypassword newpassword yourpassword thepassword
password1password passwordpassword passpasspass iloveyou12 iloveyou123 iloveyou1234 iloveyou1314 iloveyou520 5201314520 woaini1314 woaini1314520 woaini5201314 1314520520
a123456789 a1234567890 aa123456789 aa12345678 aaa123456789 abc1234567 abc12345678 abc123456789 abcd123456 abcd1234567 abcd12345678 abcde12345 abcdef1234 abcdefghij
abcdefg123 abcdefgh12 abcdefghijk abc123abc123 abcabcabc1 q123456789 w123456789 s123456789 z123456789 x123456789 k123456789 asd123456789 asd1234567 qwe1234567 qwe123456789
qwe123qwe123 zxc1234567 zxc123456789 aaaaaaaaaa 1111111111 0000000000 2222222222 5555555555 6666666666 8888888888 9999999999 1111111111a 1212121212 1231231231 1231231234 123123123123 1122334455
11223344556677 112233445566 5544332211 1357924680 2468013579 1020304050 1010101010 9988776655 7777777777 3333333333 4444444444 1234512345 1234554321 0102030405 123654789a 147258369a
14725836900 741852963a 7894561230 789456123a 0147258369 1472583690 football12 football123 football1234 baseball12 baseball123 basketball basketball1 liverpool1 liverpool123 manchester
manchester1 superman12 superman123 spiderman1 spiderman123 batman1234 pokemon123 pokemon1234 starwars12 starwars123 chocolate1 chocolate123 strawberry butterfly1 butterfly123 princess12 princess123
sunshine12 sunshine123 michael123 jennifer12 jordan2323 elizabeth1 alexander1 christine1 christopher letmein123 letmein1234 welcome123 welcome1234 welcome12345 welcome123! welcome2024 welcome2025 welcome2026
admin12345 admin123456 admin1234! admin123admin administrator administrator1 root123456 user123456 test123456 test1234567 testtest12 test12345678 testing123 guest12345 master1234 changeme12 changeme123
changemenow default123 temp123456 login12345 secret1234 secret12345 computer12 computer123 internet12 internet123 samsung123 google1234 facebook12 facebook123 microsoft1 trustno123 dragon1234 monkey1234
shadow1234 hello12345 hello123456 helloworld helloworld1 happy12345 summer2024 summer2025 summer2026 winter2024 winter2025 winter2026 spring2026 autumn2026 taiwan1234 taiwan12345 taipei1234 taipei12345
taiwanno.1 taiwan2024 taiwan2025 taiwan2026 taiwan123456 bantoh1234 bantoh12345 bantoh123456 ji32k7au4a83 au4a83ji32k7 ji3g4go6ji ji3g4go6ji3`.split(
    /\s+/,
  ),
)

const leet: Record<string, string> = { '@': 'a', '4': 'a', '0': 'o', $: 's', '5': 's', '3': 'e', '1': 'i', '!': 'i' }
/** The word of a password such as `P@ssw0rd!!2031`: without the digits and signs around it, signs inside read as letters. */
const stem = (plain: string) => plain.replace(/^[\P{L}]+(?=\p{L})|\P{L}+$/gu, '').replace(/[@40$531!]/g, (c) => leet[c]!)
const stems = new Set([...common].map(stem).filter((s) => s.length > 4 && /^[a-z]+$/.test(s)))
const fold = (s: string) => s.normalize('NFKC').toLowerCase()
const bare = (s: string) => fold(s).replace(/[^\p{L}\p{N}]/gu, '')

/** Little but what everybody knows of the person: mail address, name, organisation. */
function personal(password: string, own: readonly string[]): boolean {
  const words = own.flatMap((o) => [o, ...o.split(/[^\p{L}\p{N}]+/u)]).map(bare)
  const known = [...new Set(words)].filter((w) => w.length > (/\p{Script=Han}/u.test(w) ? 1 : 3)).sort((a, b) => b.length - a.length)
  const rest = known.reduce((left, w) => left.replaceAll(w, ''), bare(password))
  return rest !== bare(password) && [...rest].length < 6
}

/**
 * Too short, one character over and over, a run of digits or letters, or on a list of known ones. With `own` (the person's mail address,
 * name, organisation) also a word of the list with digits and signs around, or little more than `own`. `false` means good enough.
 */
export function weakPassword(password: string, own?: readonly string[]): boolean {
  if ([...password].length < 10 || password.length > 200) return true
  const plain = fold(password)
  const steps = new Set([...plain].slice(1).map((c, i) => c.codePointAt(0)! - plain.codePointAt(i)!))
  return (
    steps.size === 1 || common.has(plain) || breached(plain) || (own !== undefined && (stems.has(stem(plain)) || personal(password, own)))
  )
}

/** Errors: `identity.weak_password`. */
export function assertPassword(password: string, path = 'password', own?: readonly string[]): void {
  if (weakPassword(password, own))
    throw new AppError('identity.weak_password', {}, [{ path, code: 'identity.weak_password', message: 'identity.weak_password' }])
}

/** The same, and asks the breach service where the installation names one. Errors: `identity.weak_password`, `identity.breached_password`. */
export async function demandPassword(password: string, path = 'password', own?: readonly string[]): Promise<void> {
  assertPassword(password, path, own)
  if (await knownElsewhere(password))
    throw new AppError('identity.breached_password', {}, [
      { path, code: 'identity.breached_password', message: 'identity.breached_password' },
    ])
}

export type Strength = 'short' | 'known' | 'fair' | 'good'
/** How good a choice is, for the hint beside the field; `own` as above. Length decides: no rule asks for signs or capitals. */
export function strengthOf(password: string, own: readonly string[]): Strength {
  const characters = [...password]
  if (characters.length < 10) return 'short'
  if (weakPassword(password, own)) return 'known'
  // A Chinese character is worth about two Latin letters.
  const worth = characters.reduce((n, c) => n + (/\p{Script=Han}/u.test(c) ? 2 : 1), 0)
  return worth >= 16 && new Set(characters).size >= 8 ? 'good' : 'fair'
}
