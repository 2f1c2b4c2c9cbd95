import type { DemoNarrative } from './types.ts'

/** Written sections of the coming forum. Figures that the office counts by itself are left to the live sections. */
export const demoNarratives: DemoNarrative[] = [
  {
    deliverable: 'event-plan',
    key: 'background',
    title: { zh: '專案緣起與目的', en: 'Background and purpose' },
    zh: [
      '財團法人灶火文化基金會與鹽分城市博物館自三年前起共同舉辦灶腳論壇，邀集博物館、餐飲職人、地方團隊與研究者，討論飲食如何成為城市記憶的入口。前兩屆從「誰在煮」談到「時間的味道」，逐漸累積出一個橫跨產、官、學、社的工作社群。',
      '近年各縣市陸續改建公有市場、盤點飲食類無形文化資產，並鼓勵小鎮食堂與地方品牌發展。實務現場最常見的困難，不在於缺少故事，而在於缺乏共同方法：菜單由誰保存、攤商如何參與、氣味能否典藏、補助結束後如何營運。本屆因此以「把城市端上桌」為題，將討論由個別案例推進到可以帶走、可以修改的工具。',
      '本案目的有三：',
      [
        '促成市場管理單位、博物館與地方團隊之間至少十組後續合作。',
        '產出典藏卡、活體藏品狀況報告、供餐量測表、市場改建備忘與退場檢核表五項公開範本。',
        '以可驗證的做法示範低廢棄、可近用的中型混成論壇。',
      ],
    ],
    en: [
      'The Hearthfire Culture Foundation and Salt City Museum have held the Tsàu-kha Forum for three years, bringing museums, cooks, local teams and scholars together around food as a way into a city’s memory.',
      'What practitioners lack is not stories but shared methods. The third edition therefore moves from cases to tools: it aims at ten follow-up partnerships, five open templates, and a hybrid forum whose low waste and accessibility can be verified.',
    ],
  },
  {
    deliverable: 'event-plan',
    key: 'analysis',
    title: { zh: '需求理解與對象分析', en: 'Needs and audience' },
    zh: [
      '主辦單位於委託說明中強調三項需求：一、兼顧國際講者的深度與在地職人的語言；二、實體與線上參加者應得到同等清楚的資訊；三、所有餐飲與展示均須說得出來源與去處。本公司據此調整上屆的議程密度，將平行場次控制於四間以內，並為每一場次標示語言、口譯與可近用服務。',
      '主要對象為博物館與文資從業人員、縣市政府市場及文化主管、餐飲業者與地方創生團隊，其次為相關系所師生與關心飲食文化的市民。前三者重視可引用的案例與同儕交流，故配置較長的茶敘與共桌午餐；學生與市民較在意入門門檻，因此設計工作坊、短講及線上導覽作為第一步。',
      '海外參加者以東亞與東南亞為主。考量旅程成本，本屆提供完整線上票與雙語聲道，並於第二日上午安排一場僅在線上進行、橫跨三個時區的圓桌，使線上參加者不只是旁觀。',
    ],
    en: [
      'The client asked for three things: international depth without losing the makers’ own language, equal clarity on site and online, and a known source and destination for all food and display material.',
      'Longer breaks and shared tables serve professionals who come for peers; workshops, lightning talks and online tours open the door for students and citizens; an online-only round table makes remote guests participants rather than onlookers.',
    ],
  },
  {
    deliverable: 'event-plan',
    key: 'concept',
    title: { zh: '整體規劃與活動亮點', en: 'Concept and highlights' },
    zh: [
      '空間以「從灶腳走到大廳」為動線概念。參加者由運河側進場，先經過報到的紅磚灶，再進入鹽倉大廳；二樓竹篩廳與灶廳供分組討論，後棟石磨工坊設有水槽與工作檯，適合動手操作。各場地以顏色與器物圖示標示，雙語並列，主要動線無階差。',
      '本屆四項亮點如下：',
      [
        '點第一把火：以共同點灶取代剪綵，並以收灶、秤剩食、交杓作為閉幕儀式。',
        '十二份手寫菜單借展：由總舖師與紙本菜單資料館提供原件，茶敘時間可近距離閱讀。',
        '清晨市場散步：限額二十位，由規劃師與米食職人共同帶領。',
        '運河邊的一桌：晚宴十道菜各有一位說菜人，讓席間交流自然發生。',
      ],
      '視覺以磚紅、鹽白與菜市場塑膠繩的藍綠為主色。印刷物以大豆油墨印製於再生紙，手冊採登記索取；展架為可重組竹構件，撤場後全數回收再利用。',
    ],
    en: [
      'Guests walk from the kitchen to the hall: past a brick stove at check-in, into the Salt Hall, up to two discussion rooms, and back to a studio with sinks and benches. Signs are bilingual and the main route is step-free.',
      'Four highlights carry the concept: lighting a stove instead of cutting a ribbon, twelve original handwritten menus, a dawn market walk, and a dinner at which each dish has its own teller.',
    ],
  },
  {
    deliverable: 'event-plan',
    key: 'service',
    title: { zh: '報名與現場服務', en: 'Registration and on-site service' },
    zh: [
      '報名採線上作業，依身分分設票種，並於表單內確認飲食、過敏原、口譯耳機與可近用需求。完成繳費後寄發附有 QR Code 的通知信；開幕前十日與前一日各寄送一次行前提醒。團體報名可由同一窗口繳費，分開開立憑證。',
      '現場設三座報到櫃檯，另備一座服務檯處理補繳、更名與現場報名。報到系統須能於網路中斷時持續作業，恢復後自動回傳；第一日 08:30 至 09:10 為尖峰，全員就位並安排兩位引導人員。外賓、媒體與行動不便者由服務檯專人接待。',
      '直播與錄影於各場次開始前由場控再次向講者確認授權範圍。與會者可於報到時索取「請勿拍攝」識別扣，攝影人員與主持人均須遵守。',
    ],
    en: [
      'Registration is online with a form that asks once about diet, allergens, headsets and access. A QR code follows payment, with reminders ten days and one day ahead.',
      'Three desks and one service desk open at 08:30; check-in keeps working when the network fails. Recording consent is confirmed before each session, and guests may wear a no-photo clip that the crew must respect.',
    ],
  },
  {
    deliverable: 'event-plan',
    key: 'risk',
    title: { zh: '風險管理與永續作法', en: 'Risk and sustainability' },
    zh: [
      '主要風險及因應如下，詳細負責人與啟動條件列於緊急應變計畫：',
      [
        '豪雨或強風：晚宴移至鹽倉大廳，於活動前一日 15:00 依氣象預報決定，並同步通知外燴、音響與接駁。',
        '海外講者延誤：每位海外講者均預錄備用影片，議事組保有線上連線測試紀錄。',
        '食物過敏與中毒：過敏原名單於十日前交付，留樣四十八小時，急救站設於一樓。',
        '直播中斷：雙路網路與備援編碼器，三分鐘內無法恢復即改以音訊與簡報推送。',
        '借展品損傷：進出場雙方點交拍照，展櫃上鎖，全程投保。',
      ],
      '永續作法以少做為先：不發提袋、不放瓶裝水、名牌套回收。餐盒與杯具採循環租用，每餐量測剩食並公布方法與誤差；主要用電以綠電憑證抵換。相關指標納入目標管理，結案時一併報告。',
    ],
    en: [
      'Rain, delayed speakers, allergies, stream failure and damage to loans each have an owner, a trigger and a rehearsed answer.',
      'Sustainability starts with leaving things out: no tote bags, no bottled water, badge holders returned. Boxes and cups are reused, leftovers weighed with their margin of error, and electricity matched with green certificates.',
    ],
  },
  {
    deliverable: 'event-plan',
    key: 'benefits',
    title: { zh: '預期效益', en: 'Expected benefits' },
    zh: [
      '對主辦單位而言，本屆將把三年的社群轉化為可持續的合作平臺；對參與館所與地方團隊而言，可取得經同儕討論的範本與聯絡窗口；對臺南而言，則是以日常飲食而非大型煙火展現城市文化的一次機會。',
      '量化效益以目標管理表所列指標為準，於活動期間由系統即時統計。質化效益將透過會後三個月的追蹤訪談檢視，包括範本下載與改作情形、合作案進度，以及市場管理單位是否將攤商參與列入後續計畫。',
    ],
    en: [
      'The organiser gains a lasting platform, participants gain tested templates and contacts, and Tainan shows its culture through daily food.',
      'Figures follow the goal sheet and are counted live; follow-up interviews after three months look at reuse of the templates and progress of partnerships.',
    ],
  },
  {
    deliverable: 'goals',
    key: 'approach',
    title: { zh: '目標設定說明', en: 'How the goals were set' },
    zh: [
      '本屆目標由主辦單位、共同主辦館所與本公司於啟動會議共同訂定，遵循「少而可查」原則：每一項目標只有一個指標、一個資料來源與一位負責人。報名、出席、國別及收入等數字直接取自系統紀錄，不另行填報；滿意度、媒體露出、剩食與合作案則由負責人於活動後登錄並檢附佐證。',
      '目標值以上屆實績為基準，並考量本屆新增石磨工坊與海外講者後調整。實體人數受大廳座位限制，不以成長為唯一方向，而改以國別數與線上參與衡量擴散；剩食採「不高於」目標，避免以供餐不足換取數字。',
      '各項目標於 D-60、D-30、D-7 與 D+14 檢視。落後一成以上者，由活動主管於週會提出補救措施並記錄決議。',
    ],
    en: [
      'Each goal has one metric, one source and one owner. Registrations, attendance, countries and revenue come from the records themselves; satisfaction, coverage, leftovers and partnerships are entered afterwards with proof.',
      'Targets start from last year’s results. As the hall limits growth on site, reach is measured by countries and online participation. Reviews fall on D-60, D-30, D-7 and D+14.',
    ],
  },
  {
    deliverable: 'agenda',
    key: 'design',
    title: { zh: '議程設計理念', en: 'Design of the agenda' },
    zh: [
      '兩日議程像一頓飯：第一日備料，從廚房如何進入博物館談起，逐步展開城市、技藝與永續的細節；第二日上桌，以一座港都的便當照片開場，轉向學校、市場與小鎮的實作，最後回到大廳共同寫下一張十年菜單。',
      '平行場次最多四間，同一時段避免安排性質相近的主題，使參加者無須在兩個近似選項之間取捨。每半日至少有一場可動手操作的工作坊，並安排三十分鐘茶敘；午休七十分鐘，讓用餐與交談都不必趕。',
      '語言安排以講者最自在的語言為原則。主廳及國際場次提供中英同步口譯，工作坊以現場語言進行並提供雙語講義。所有場次開始前五分鐘由主持人說明口譯頻道、錄影範圍與緊急出口。',
    ],
    en: [
      'Two days run like a meal: preparation on Thursday, serving on Friday, ending with a ten-year menu written together.',
      'At most four sessions run side by side, never two of a kind; every half-day has a hands-on workshop and breaks long enough to talk. Speakers use the language in which they are most at ease, with interpreting in the main hall and in international sessions.',
    ],
  },
  {
    deliverable: 'agenda',
    key: 'notes',
    title: { zh: '參加須知', en: 'Notes for participants' },
    zh: [
      '各場次準時開始，遲到者請由後門入座。工作坊、市場散步及晚宴須事先登記；未登記者可於開始前十分鐘至現場候補。',
      '議程如有異動，以官網及會場電子看板為準，系統將同步通知已登記該場次的參加者。線上參加者可於場次開始前十分鐘進入線上廳，提問由線上主持人彙整後轉達。',
    ],
    en: [
      'Sessions start on time. Workshops, the market walk and the dinner need booking; a waiting list opens ten minutes before. Changes appear on the website and on the boards, and those booked are notified.',
    ],
  },
]
