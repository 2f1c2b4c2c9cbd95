import type { Consent, FormField } from './view.ts'

const option = (value: string, zh: string, en: string, hint?: { zh: string; en: string }) => ({ value, label: { zh, en }, hint })

/** The fields of a registration before the organiser changes them; `hybrid` asks how one will attend. */
export const standardFields = (hybrid: boolean): FormField[] => [
  {
    name: 'name',
    label: { zh: '姓名', en: 'Name' },
    type: 'text',
    required: true,
    autocomplete: 'name',
    maxLength: 80,
    half: true,
    hint: { zh: '會印在名牌上。', en: 'As it shall stand on your badge.' },
  },
  {
    name: 'email',
    label: { zh: '電子郵件', en: 'E-mail' },
    type: 'email',
    required: true,
    autocomplete: 'email',
    maxLength: 254,
    half: true,
    hint: { zh: '用來寄確認信與 QR 碼。', en: 'For the confirmation and your QR code.' },
  },
  {
    name: 'organisation',
    label: { zh: '服務單位', en: 'Organisation' },
    type: 'text',
    autocomplete: 'organization',
    maxLength: 120,
    half: true,
  },
  { name: 'title', label: { zh: '職稱', en: 'Job title' }, type: 'text', autocomplete: 'organization-title', maxLength: 80, half: true },
  {
    name: 'phone',
    label: { zh: '手機', en: 'Mobile phone' },
    type: 'tel',
    autocomplete: 'tel',
    maxLength: 40,
    half: true,
    hint: { zh: '僅用於當日緊急聯絡。', en: 'For urgent matters on the day only.' },
  },
  {
    name: 'country',
    label: { zh: '國家或地區', en: 'Country or region' },
    type: 'text',
    autocomplete: 'country-name',
    maxLength: 60,
    half: true,
  },
  ...(hybrid
    ? [
        {
          name: 'attendance',
          label: { zh: '參加方式', en: 'How will you attend?' },
          type: 'radio' as const,
          required: true,
          options: [option('onsite', '到現場', 'On site'), option('online', '線上收看', 'Online')],
        },
      ]
    : []),
  {
    name: 'diet',
    label: { zh: '飲食', en: 'Diet' },
    type: 'radio',
    hint: { zh: '過敏或其他需求，請來信告知。', en: 'Allergies or other needs: please write to us.' },
    options: [
      option('meat', '葷食', 'No restriction'),
      option('lacto-ovo', '蛋奶素', 'Vegetarian'),
      option('vegan', '全素', 'Vegan'),
      option('halal', '清真', 'Halal'),
    ],
  },
]

export const standardConsents: Consent[] = [
  {
    name: 'consentPrivacy',
    required: true,
    text: {
      zh: '我已閱讀個人資料蒐集告知事項，同意依其內容蒐集、處理及利用我的資料。',
      en: 'I have read the privacy notice and agree to my data being collected, processed and used as it says.',
    },
  },
  {
    name: 'consentNews',
    required: false,
    text: {
      zh: '我願意收到主辦單位日後活動的消息，可隨時退訂。',
      en: 'The organiser may tell me about future events; I can unsubscribe at any time.',
    },
  },
]
