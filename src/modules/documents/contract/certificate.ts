import type { Localized } from '../../../kernel/contract/localized.ts'

/** One landscape A4 page in both languages, for one person; all of it already formatted. */
export type CertificatePage = {
  name: string
  /** '' where it is not known, or the same as `name`. */
  nameEn: string
  /** One sentence each. */
  zh: string
  en: string
  serial: string
  /** The day of issue in both ways of counting years. */
  issued: Localized
  /** The address behind the QR code. */
  verify: string
}
/** `issuer` signs and seals. */
export type CertificateSet = { title: Localized; issuer: Localized; pages: CertificatePage[] }
