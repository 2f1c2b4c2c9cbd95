/** Pieces of invented names; characters and spelling side by side, `周 Chou`. */
const pairs = (text: string): [zh: string, en: string][] => text.split('、').map((s) => s.split(' ') as [string, string])

export const familyNames = pairs(
  '陳 Chen、林 Lin、黃 Huang、張 Chang、李 Li、王 Wang、吳 Wu、劉 Liu、蔡 Tsai、楊 Yang、許 Hsu、鄭 Cheng、謝 Hsieh、郭 Kuo、洪 Hung、曾 Tseng、邱 Chiu、廖 Liao、賴 Lai、周 Chou、徐 Hsu、蘇 Su、葉 Yeh、莊 Chuang、呂 Lu、江 Chiang、何 Ho、蕭 Hsiao、羅 Lo、高 Kao、潘 Pan、簡 Chien、朱 Chu、鍾 Chung、彭 Peng、游 Yu、詹 Chan、胡 Hu、施 Shih、沈 Shen、余 Yu、盧 Lu、梁 Liang、趙 Chao、顏 Yen、柯 Ko、翁 Weng、魏 Wei、孫 Sun、戴 Tai',
)

export const givenNames = pairs(
  '雅婷 Ya-ting、怡安 Yi-an、淑芬 Shu-fen、家豪 Chia-hao、宗翰 Tsung-han、欣怡 Hsin-yi、冠宇 Kuan-yu、思穎 Ssu-ying、柏翰 Po-han、佳穎 Chia-ying、承恩 Cheng-en、詩涵 Shih-han、俊傑 Chun-chieh、美玲 Mei-ling、志明 Chih-ming、郁婷 Yu-ting、彥廷 Yen-ting、筱雯 Hsiao-wen、建宏 Chien-hung、靜怡 Ching-yi、品妤 Pin-yu、宇軒 Yu-hsuan、惠雯 Hui-wen、文傑 Wen-chieh、芷晴 Chih-ching、立群 Li-chun、秀娟 Hsiu-chuan、昱廷 Yu-ting、若瑜 Jo-yu、明哲 Ming-che、婉瑜 Wan-yu、士豪 Shih-hao、曉君 Hsiao-chun、育誠 Yu-cheng、慧敏 Hui-min、哲維 Che-wei、采潔 Tsai-chieh、振宇 Chen-yu、宜庭 Yi-ting、國棟 Kuo-tung、佩珊 Pei-shan、奕辰 Yi-chen、麗娟 Li-chuan、皓宇 Hao-yu、玟君 Wen-chun、仁傑 Jen-chieh、語彤 Yu-tung、維倫 Wei-lun、雨潔 Yu-chieh、啟文 Chi-wen、心瑜 Hsin-yu、信宏 Hsin-hung、映彤 Ying-tung、博文 Po-wen、依庭 I-ting、聖傑 Sheng-chieh、沛璇 Pei-hsuan、耀仁 Yao-jen、孟蓉 Meng-jung、子謙 Tzu-chien',
)

export type ForeignPool = {
  /** ISO 3166-1 alpha-2. */
  country: string
  weight: number
  calling: string
  given: string[]
  family: string[]
  organisations: [name: string, domain: string, kind: 'museum' | 'university' | 'city' | 'kitchen'][]
}

const list = (text: string) => text.split('、')

export const foreignPools: ForeignPool[] = [
  {
    country: 'JP',
    weight: 11,
    calling: '81',
    given: list('Haruka、Kenta、Yui、Daisuke、Akane、Sho、Mei'),
    family: list('Ishida、Morimoto、Hayashida、Okabe、Nishikawa、Shimura、Asano'),
    organisations: [
      ['Minato Folk Museum', 'minato-folk.example', 'museum'],
      ['Setouchi Food Studies Institute', 'setouchi-food.example', 'university'],
      ['Kamome Market Co-op', 'kamome-market.example', 'kitchen'],
    ],
  },
  {
    country: 'KR',
    weight: 6,
    calling: '82',
    given: list('Min-jun、Seo-yun、Ha-neul、Ji-woo、Yu-na'),
    family: list('Choi、Jung、Kang、Yoon、Lim'),
    organisations: [
      ['Namhae Living Archive', 'namhae-archive.example', 'museum'],
      ['Jangdok Fermentation Lab', 'jangdok.example', 'kitchen'],
    ],
  },
  {
    country: 'MY',
    weight: 7,
    calling: '60',
    given: list('Nurul、Hafiz、Mei Yan、Farah、Kumar'),
    family: list('Ismail、Abdullah、Teoh、Ng、Subramaniam'),
    organisations: [
      ['Kampung Kitchen Trust', 'kampung-kitchen.example', 'kitchen'],
      ['Straits Heritage Academy', 'straits-heritage.example', 'university'],
    ],
  },
  {
    country: 'SG',
    weight: 6,
    calling: '65',
    given: list('Jia Hui、Daniel、Shu Min、Arjun、Rachel'),
    family: list('Koh、Wong、Goh、Pillai、Chua'),
    organisations: [
      ['Riverside Story Museum', 'riverside-story.example', 'museum'],
      ['Hawker Futures Office', 'hawker-futures.example', 'city'],
    ],
  },
  {
    country: 'TH',
    weight: 5,
    calling: '66',
    given: list('Anong、Kittisak、Ploy、Somchai'),
    family: list('Srisai、Boonmee、Wattana、Thongdee'),
    organisations: [['Canal Town Museum', 'canal-town.example', 'museum']],
  },
  {
    country: 'VN',
    weight: 5,
    calling: '84',
    given: list('Minh Anh、Quang、Thu Ha、Bao'),
    family: list('Tran、Pham、Le、Vo'),
    organisations: [['Delta Kitchen Collective', 'delta-kitchen.example', 'kitchen']],
  },
  {
    country: 'ID',
    weight: 4,
    calling: '62',
    given: list('Putri、Agus、Rina、Bayu'),
    family: list('Santoso、Wibowo、Hartono、Siregar'),
    organisations: [['Spice Route Commons', 'spice-commons.example', 'museum']],
  },
  {
    country: 'PH',
    weight: 4,
    calling: '63',
    given: list('Maricel、Paolo、Liza、Enzo'),
    family: list('Reyes、Bautista、Dizon、Villanueva'),
    organisations: [['Isla Culinary Archive', 'isla-archive.example', 'museum']],
  },
  {
    country: 'IN',
    weight: 3,
    calling: '91',
    given: list('Ananya、Rohan、Kavya、Vikram'),
    family: list('Menon、Banerjee、Deshpande、Rao'),
    organisations: [['Monsoon Food Archive', 'monsoon-food.example', 'university']],
  },
  {
    country: 'US',
    weight: 5,
    calling: '1',
    given: list('Hannah、Marcus、Elena、Jordan'),
    family: list('Delgado、Whitman、Brooks、Nakamura'),
    organisations: [
      ['Prairie Table Museum', 'prairie-table.example', 'museum'],
      ['Lakeside College', 'lakeside-college.example', 'university'],
    ],
  },
  {
    country: 'CA',
    weight: 3,
    calling: '1',
    given: list('Sophie、Liam、Amara'),
    family: list('Tremblay、MacLeod、Singh'),
    organisations: [['Harbour Smokehouse Society', 'smokehouse.example', 'kitchen']],
  },
  {
    country: 'GB',
    weight: 4,
    calling: '44',
    given: list('Imogen、Callum、Nadia、Rhys'),
    family: list('Hargreaves、Okafor、Pritchard、Lowe'),
    organisations: [['Millstone Trust', 'millstone-trust.example', 'museum']],
  },
  {
    country: 'FR',
    weight: 3,
    calling: '33',
    given: list('Camille、Hugo、Inès'),
    family: list('Marchand、Leroux、Benali'),
    organisations: [['Atelier du Potager', 'atelier-potager.example', 'kitchen']],
  },
  {
    country: 'DE',
    weight: 3,
    calling: '49',
    given: list('Lena、Jonas、Miriam'),
    family: list('Krüger、Seidel、Brandt'),
    organisations: [['Brotkultur Werkstatt', 'brotkultur.example', 'kitchen']],
  },
  {
    country: 'NL',
    weight: 2,
    calling: '31',
    given: list('Sanne、Bram'),
    family: list('Visser、Kuiper'),
    organisations: [['Polder Food Lab', 'polder-food.example', 'university']],
  },
  {
    country: 'AU',
    weight: 3,
    calling: '61',
    given: list('Matilda、Lachlan、Zoe'),
    family: list('Fraser、Nguyen、Costa'),
    organisations: [['Saltbush Regional Gallery', 'saltbush.example', 'museum']],
  },
]

export type OrganisationKind = 'museum' | 'university' | 'city' | 'kitchen' | 'studio' | 'media' | 'association'

/** Employers that are not in the agency's directory. */
export const otherOrganisations: [zh: string, en: string, domain: string, kind: OrganisationKind][] = [
  ['山線鐵道故事館', 'Mountain Line Railway House', 'mountainline.example', 'museum'],
  ['潮間帶生活館', 'Intertidal Life House', 'intertidal.example', 'museum'],
  ['竹編記憶館', 'Bamboo Memory Museum', 'bamboomemory.example', 'museum'],
  ['老榕樹文學館', 'Old Banyan Literature House', 'oldbanyan.example', 'museum'],
  ['臨海市政府文化處', 'Linhai City Culture Office', 'linhai-culture.example', 'city'],
  ['大埤鎮公所', 'Dapi Lake Township Office', 'dapilake.example', 'city'],
  ['南境縣政府農業處', 'Southern Border County Agriculture Office', 'southern-border.example', 'city'],
  ['柴燒小館', 'Wood Fire Bistro', 'woodfire.example', 'kitchen'],
  ['田中央早午餐', 'Mid-field Brunch', 'midfield.example', 'kitchen'],
  ['慢慢發酵所', 'Slowly Fermented', 'slowlyferment.example', 'kitchen'],
  ['巷尾豆腐坊', 'Lane End Tofu', 'laneend.example', 'kitchen'],
  ['海口人冰店', 'Seamouth Ice', 'seamouth.example', 'kitchen'],
  ['轉角設計事務所', 'Corner Design Office', 'cornerdesign.example', 'studio'],
  ['大樹下地方工作室', 'Under the Tree Studio', 'underthetree.example', 'studio'],
  ['回聲文化工作室', 'Echo Culture Studio', 'echoculture.example', 'studio'],
  ['三合院旅行社', 'Courtyard Travels', 'courtyardtravel.example', 'studio'],
  ['島東編輯室', 'East Isle Editors', 'eastisle.example', 'media'],
  ['一日三餐網', 'Three Meals Online', 'threemeals.example', 'media'],
  ['東風人文學院', 'East Wind College of Humanities', 'eastwind-c.example', 'university'],
  ['溪南社區大學', 'Hsinan Community College', 'hsinan-cc.example', 'university'],
  ['社團法人老屋共食會', 'Old House Commensality Society', 'oldhouse-table.example', 'association'],
  ['社團法人惜米協會', 'Cherish Rice Association', 'cherishrice.example', 'association'],
]

/** Job titles by kind of employer. */
export const jobTitles: Record<OrganisationKind, [zh: string, en: string][]> = {
  museum: pairs2(
    '助理研究員=Assistant curator、教育推廣專員=Learning officer、典藏組員=Collections officer、展示設計師=Exhibition designer、館長室秘書=Secretary to the director',
  ),
  university: pairs2('助理教授=Assistant professor、專案研究員=Project researcher、講師=Lecturer、博士生=Doctoral student'),
  city: pairs2('科員=Officer、股長=Section head、專員=Senior officer、約聘企劃=Contract planner'),
  kitchen: pairs2('主廚=Head chef、負責人=Owner、店長=Manager、研發專員=Product developer'),
  studio: pairs2('企劃=Planner、設計師=Designer、負責人=Founder、專案經理=Project manager'),
  media: pairs2('記者=Reporter、編輯=Editor、製作人=Producer'),
  association: pairs2('專案專員=Project officer、理事=Board member、社群經理=Community manager'),
}

function pairs2(text: string): [string, string][] {
  return text.split('、').map((s) => s.split('=') as [string, string])
}
