import type { SpeakerSeed } from './types.ts'

/** Speakers of last year’s edition who do not return. */
export const pastOnlySpeakers: SpeakerSeed[] = [
  {
    key: 'fu-hsiu-lan', zh: '傅秀蘭', en: 'Fu Hsiu-lan',
    org: ['水聲米食', 'Water Sound Rice Kitchen', 'watersound.example'],
    title: ['學徒', 'Apprentice'],
    bioZh: '退休教師，六十歲才開始學磨米。',
    bioEn: 'A retired teacher who began to learn rice milling at sixty.',
  },
  {
    key: 'kang-wei-lun', zh: '康偉倫', en: 'Kang Wei-lun',
    org: 'whale-isle-soy',
    title: ['釀造師', 'Brewer'],
    bioZh: '第四代釀造師，以筆記本而非感測器記錄每一缸的天氣。',
    bioEn: 'Fourth-generation brewer who logs the weather of each vat in a notebook rather than by sensor.',
  },
  {
    key: 'pai-jo-hsin', zh: '白若昕', en: 'Pai Jo-hsin',
    org: 'stoveside-magazine',
    title: ['採訪主編', 'Features editor'],
    bioZh: '走訪過兩百間即將歇業的老店。',
    bioEn: 'Has visited two hundred old shops shortly before they closed.',
  },
  {
    key: 'chu-cheng-en', zh: '朱承恩', en: 'Chu Cheng-en',
    org: 'salt-city-museum',
    title: ['數位典藏專員', 'Digital collections officer'],
    bioZh: '負責館藏食譜的數位化與授權查核。',
    bioEn: "Digitises the museum's recipes and checks the rights in them.",
  },
  {
    key: 'oliver-nash', zh: '奧利佛・納許', en: 'Oliver Nash', country: 'GB',
    org: ['港口罐頭工廠信託', 'Harbour Cannery Trust', 'cannery-trust.example'],
    title: ['執行長', 'Chief executive'],
    bioZh: '把停產的罐頭工廠改成社區廚房。',
    bioEn: 'Turned a closed cannery into a community kitchen.',
  },
  {
    key: 'matsuda-rin', zh: '松田凜', en: 'Matsuda Rin', country: 'JP',
    org: ['潮風食育館', 'Sea Wind Food Learning Centre', 'shiokaze-food.example'],
    title: ['教育員', 'Educator'],
    bioZh: '設計讓孩子自己記錄早餐的學習單。',
    bioEn: 'Designs worksheets on which children record their own breakfasts.',
  },
]
