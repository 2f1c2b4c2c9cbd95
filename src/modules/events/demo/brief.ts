import type { DemoBrief, DemoContactPoint, DemoEvent, DemoFaq, DemoVenue } from './types.ts'

export const demoBrief: DemoBrief = {
  background: {
    zh: '基金會與鹽分城市博物館已合辦兩屆灶腳論壇，參加者逐年增加，並形成穩定的館際與職人社群。近期各地市場改建、飲食文資登錄與小鎮食堂發展快速，亟需可交流、可引用的做法。',
    en: 'The foundation and Salt City Museum have held two forums with a growing, steady community. As markets are rebuilt, food heritage is listed and village canteens spread, practitioners need methods that they can share and cite.',
  },
  purpose: {
    zh: '辦理一場兩日、實體與線上並行的國際論壇，促成跨域合作，產出公開範本，並示範低廢棄且可近用的活動。',
    en: 'Hold a two-day international forum on site and online that starts partnerships, yields open templates and shows how to meet with little waste and good access.',
  },
  audience: {
    zh: '博物館與文化資產從業人員、縣市政府市場及文化單位、餐飲職人與業者、地方創生團隊、相關系所師生及市民；海外以東亞、東南亞同業為主。',
    en: 'Museum and heritage professionals, local government, cooks and food businesses, revitalisation teams, scholars, students and citizens; abroad, mainly peers in East and Southeast Asia.',
  },
  scope: {
    zh: '企劃、議程與講者邀約、報名與報到、場地及設備、口譯直播、餐飲晚宴、交通住宿、手寫菜單借展、行銷宣傳、現場執行、成果報告與核銷。',
    en: 'Planning, programme and speakers, registration and check-in, venue and equipment, interpreting and streaming, catering and dinner, travel, the menu display, publicity, delivery on site, report and settlement.',
  },
  budget: {
    min: 3_200_000,
    max: 3_800_000,
    currency: 'TWD',
    note: { zh: '含稅；海外講者機票住宿核實支付，另計。', en: 'Tax included; flights and rooms of overseas speakers at cost, apart.' },
  },
  constraints: [
    {
      zh: '鹽倉為歷史建築，不得鑽釘、明火僅限外埕與既有紅磚灶，並須有消防人員在場。',
      en: 'The salt house is a historic building: no drilling, and open fire only in the yard and the old stove with a fire warden present.',
    },
    {
      zh: '外埕音量於 21:00 後須降至鄰里協議值以下。',
      en: 'After 21:00 the sound in the yard must fall below the level agreed with the neighbours.',
    },
    {
      zh: '主廳及國際場次須提供中英同步口譯；線上參加者可選擇聲道。',
      en: 'Chinese–English interpreting in the main hall and in international sessions, with a choice of audio online.',
    },
    { zh: '不發送提袋與瓶裝水，展架須可重組再用。', en: 'No tote bags or bottled water; stands must be reusable.' },
    { zh: '結案報告及憑證須於活動後四十五日內送達。', en: 'Report and vouchers are due within forty-five days of the event.' },
  ],
  expectedOnsite: 300,
  expectedOnline: 120,
}

export const pastBrief: DemoBrief = {
  ...demoBrief,
  background: {
    zh: '首屆論壇以一日講座形式舉行，參加者普遍期待更多實作與跨領域交流，並希望外地及海外同業也能參與。',
    en: 'The first forum was a single day of lectures. Participants asked for more practice and exchange, and for a way in for colleagues elsewhere.',
  },
  purpose: {
    zh: '將論壇擴大為兩日，首次以實體與線上並行辦理，並建立供餐剩食的量測基準。',
    en: 'Extend the forum to two days, run it on site and online for the first time, and set a baseline for leftovers.',
  },
  budget: { ...demoBrief.budget, min: 1_900_000, max: 2_300_000 },
  expectedOnsite: 140,
  expectedOnline: 60,
}

export const demoVenue: DemoVenue = {
  name: { zh: '運河鹽倉文化會館', en: 'Canal Salt House' },
  address: { zh: '臺南市安平區鹽倉街 88 號', en: 'No. 88, Yancang Street, Anping District, Tainan' },
  city: { zh: '臺南市', en: 'Tainan' },
  country: 'TW',
  intro: {
    zh: '由運河旁的舊鹽倉整修而成，保留木桁架與一座紅磚灶。一樓為鹽倉大廳與石磨工坊，二樓為竹篩廳與灶廳，主要動線無階差，設有哺集乳室與無障礙廁所。',
    en: 'A former salt store on the canal with its timber trusses and one brick stove. Salt Hall and Millstone Studio on the ground floor, two rooms above; step-free main route, nursing room, accessible toilets.',
  },
  transport: [
    {
      key: 'rail',
      title: { zh: '高鐵與臺鐵', en: 'By rail' },
      text: {
        zh: '高鐵臺南站轉乘臺鐵沙崙線至臺南站，再搭論壇接駁車或公車約二十分鐘。',
        en: 'From Tainan high-speed station take the Shalun line to Tainan station, then the forum shuttle or a bus, about twenty minutes.',
      },
    },
    {
      key: 'shuttle',
      title: { zh: '論壇接駁車', en: 'Forum shuttle' },
      text: {
        zh: '兩日 07:50 至 08:50 每二十分鐘自臺南站後站發車，晚宴後 21:10 返回車站及合作旅店；需於報名時登記。',
        en: 'From the rear of Tainan station every twenty minutes, 07:50–08:50 on both days; back to station and hotel at 21:10 after dinner. Please book when registering.',
      },
    },
    {
      key: 'bicycle',
      title: { zh: '自行車與步行', en: 'By bicycle and on foot' },
      text: {
        zh: '沿運河自行車道可達，正門右側設有六十格車架；自市中心步行約三十五分鐘。',
        en: 'Along the canal path, with sixty racks right of the entrance; about thirty-five minutes on foot from the centre.',
      },
    },
    {
      key: 'car',
      title: { zh: '自行開車', en: 'By car' },
      text: {
        zh: '會館僅保留無障礙車位四格，請停放鄰近公有停車場並步行約六分鐘。',
        en: 'The house keeps four accessible bays only; please use the public car park six minutes away.',
      },
    },
  ],
}

export const demoFaq: DemoFaq[] = [
  faq(
    'language',
    '需要懂英文或中文嗎？',
    'Do I need Chinese or English?',
    '主廳與標示口譯的場次提供中英同步口譯，請於報到時憑證件借用耳機；線上參加者可切換聲道。',
    'The Salt Hall and sessions marked for interpreting have simultaneous Chinese and English. Borrow a headset at check-in against an ID; online guests choose their audio.',
  ),
  faq(
    'workshop',
    '工作坊怎麼預約？',
    'How do I book a workshop?',
    '繳費完成後，於通知信連結選擇場次。每人每日以一場為限，額滿可列候補，開始前十分鐘未到視為放棄。',
    'Choose from the link in your confirmation, one a day. There is a waiting list; seats not taken ten minutes before the start are released.',
  ),
  faq(
    'diet',
    '有素食或過敏怎麼辦？',
    'What about diets and allergies?',
    '報名表可選葷食、蔬食、清真或填寫過敏原。蔬食為平等選項，無需說明理由；嚴重過敏者請另與服務信箱聯絡。',
    'Choose meat, plant-based or halal, and name allergens. No reason is needed; with a severe allergy please write to us as well.',
  ),
  faq(
    'invoice',
    '可以開立公司抬頭的憑證嗎？',
    'Can I have an invoice for my company?',
    '可以。請於報名時填寫抬頭與統一編號，繳費後以電子郵件寄送；團體可分開開立。',
    'Yes. Give the name and the uniform number when you register; it comes by e-mail after payment, separately for each member of a group if you wish.',
  ),
  faq(
    'refund',
    '臨時不能來可以退費嗎？',
    'Can I cancel?',
    '開幕十四日前取消，扣除百分之十手續費後退還；其後可免費轉讓他人或改為線上票，不另退差額。',
    'Until fourteen days before the opening we refund all but ten per cent; later you may pass your ticket on or change to online without a refund of the difference.',
  ),
  faq(
    'photo',
    '現場會拍照錄影嗎？',
    'Will there be photographs?',
    '大廳場次錄影並直播。不願入鏡者可於報到處領取「請勿拍攝」識別扣，並選坐標示區。',
    'Sessions in the Salt Hall are recorded and streamed. Take a no-photo clip at check-in and sit in the marked area if you prefer.',
  ),
  faq(
    'children',
    '可以帶孩子嗎？',
    'May I bring a child?',
    '十二歲以下由大人陪同可免費入場，餐點另購；工作坊有熱源，請勿帶兒童進入。',
    'Children under twelve come in free with an adult; meals are extra. Workshops use heat and are not for children.',
  ),
  faq(
    'replay',
    '線上票可以看重播嗎？',
    'Are there replays?',
    '取得授權的大廳場次提供三十日重播，實體票亦可觀看。',
    'Sessions in the Salt Hall whose speakers agree can be watched again for thirty days, with any ticket.',
  ),
]

function faq(key: string, questionZh: string, questionEn: string, zh: string, en: string): DemoFaq {
  return { key, question: { zh: questionZh, en: questionEn }, answer: { zh, en } }
}

const hours = { zh: '週一至週五 10:00–17:00', en: 'Monday to Friday, 10:00–17:00' }
export const demoContacts: DemoContactPoint[] = [
  {
    key: 'registration',
    purpose: { zh: '報名與憑證', en: 'Registration and invoices' },
    email: 'register@slowfire.example',
    phone: '0900-000-020',
    hours,
  },
  {
    key: 'speakers',
    purpose: { zh: '講者與議程', en: 'Speakers and programme' },
    email: 'programme@slowfire.example',
    phone: '0900-000-021',
    hours,
  },
  { key: 'press', purpose: { zh: '媒體採訪', en: 'Press' }, email: 'press@slowfire.example', phone: '0900-000-022', hours },
  { key: 'access', purpose: { zh: '可近用服務', en: 'Access services' }, email: 'access@slowfire.example', phone: '0900-000-023', hours },
]

const highlight = (titleZh: string, titleEn: string, zh: string, en: string) => ({ title: { zh: titleZh, en: titleEn }, text: { zh, en } })

export const demoHighlights: DemoEvent['highlights'] = [
  highlight(
    '十二份手寫菜單',
    'Twelve handwritten menus',
    '總舖師的紅紙、日曆與香菸盒，原件就在茶敘桌旁。',
    'Red paper, calendars and cigarette packets, the originals beside the tea.',
  ),
  highlight(
    '清晨市場散步',
    'A dawn walk through the market',
    '規劃師與碗粿職人帶路，限額二十位。',
    'Led by a planner and a rice-cake maker; twenty places.',
  ),
  highlight(
    '運河邊的一桌',
    'One table by the canal',
    '十道菜、十位說菜人，阿燦師在外埕起灶。',
    'Ten dishes, ten tellers, stoves lit in the yard.',
  ),
  highlight(
    '跨三個時區的線上圓桌',
    'A round table across three time zones',
    '兩人、一輛車、六十位志工，小館怎麼活。',
    'Two staff, one truck, sixty volunteers: how small museums live.',
  ),
]

export const pastHighlights: DemoEvent['highlights'] = [
  highlight(
    '醬缸的天氣日記',
    'Weather diary of a soy vat',
    '筆記本與感測器，誰比較懂太陽。',
    'Notebook or sensor: which knows the sun better?',
  ),
  highlight('六十歲的學徒', 'An apprentice at sixty', '碗粿攤上的慢速傳承。', 'Slow succession at a rice-cake stall.'),
  highlight(
    '秤過才算數',
    'Only what is weighed counts',
    '首次公布兩日供餐的剩食與誤差。',
    'Two days of leftovers, published with their margin of error.',
  ),
]
