import { banquet, deskScene, market, stage } from './pictures.ts'
import type { DemoDesk } from './types.ts'

const siteSurvey = `# 場勘紀錄：運河鹽倉文化會館

參加：姜婉如、潘怡心、鄧佳瑋、會館工務

- 鹽倉大廳：木桁架淨高 6.2 公尺，投影幕上緣不得超過 5 公尺；不得鑽釘，吊掛改用自立桁架。
- 電力：舞臺左側 220V 60A 一迴路，直播另拉獨立迴路，不與外燴保溫櫃共用。
- 竹篩廳冷氣出風口正對口譯間，口譯間改放後排右側。
- 無障礙動線：側門坡道 1:12，輪椅席留第三排走道側四席。
- 雨備：外埕晚宴移入大廳需九十分鐘，決定時間訂為當日 16:20。
`
const glossary = `中文,English,日本語,備註\r
灶腳,tsàu-kha (kitchen),台所,臺語拼寫依教育部臺羅\r
總舖師,banquet master chef,宴席料理長,首次出現時加說明\r
辦桌,roadside banquet,屋外宴席,\r
剩食,leftovers,食べ残し,不用 food waste（廚餘）\r
退場檢核,exit checklist,撤収チェック,補助結束後的營運檢查\r
鹽倉,salt storehouse,塩倉庫,會館名為 Canal Salt House\r
水腳,kitchen hand at a banquet,宴席の手伝い,\r
`
const allergens = `類別,人數,供餐方式,負責人\r
甲殼類過敏,6,分開備餐，紅點餐盒,鄧佳瑋\r
堅果過敏,4,分開備餐，紅點餐盒,鄧佳瑋\r
蛋奶素,38,綠標餐盒,鄧佳瑋\r
全素,21,深綠標餐盒,鄧佳瑋\r
清真,5,合格廚房代訂,童啟峰\r
`

/** What the office of the coming forum has been saying and filing lately. */
export const demoDesk: DemoDesk = {
  goals: [
    { by: 'chiang-wan-ju', daysAgo: 16, time: '10:20', key: 'registrations-onsite', was: 280 },
    { by: 'teng-chia-wei', daysAgo: 9, time: '15:05', key: 'leftovers', was: 90 },
  ],
  talk: [
    {
      by: 'lu-kuo-hua',
      daysAgo: 8,
      time: '09:40',
      text: '週會決議：實體名額維持 300，候補先不開；若早鳥截止後三天仍有餘額，再補一波學會會員信。',
    },
    {
      by: 'hsia-yu-chen',
      daysAgo: 6,
      time: '14:12',
      text: '海外報名以東亞為主，歐洲只有三位。崔皓昀那邊的英文稿這週能發嗎？合作館所願意轉發。',
    },
    { by: 'tsui-hao-yun', daysAgo: 6, time: '15:30', text: '英文稿週四定稿，週五發給四家館所，附官網英文版連結。' },
    {
      by: 'chiang-wan-ju',
      daysAgo: 2,
      time: '17:45',
      text: '口譯名詞表第二版放在檔案裡了，請在週五前補上各自場次的專有名詞。開幕致詞人選請范總定案。',
      mention: ['owner', 'director'],
    },
    {
      by: 'teng-chia-wei',
      daysAgo: 1,
      time: '11:08',
      text: '外燴確認可做三種份量餐盒，每份差價 0 元，但要在 D-10 前給份量統計。晚宴雨備的搬運人力報價請主管過目。',
      mention: ['owner', 'director'],
    },
  ],
  files: [
    { by: 'pan-i-hsin', daysAgo: 12, time: '18:22', name: '場勘紀錄_運河鹽倉.md', text: siteSurvey },
    { by: 'chiang-wan-ju', daysAgo: 2, time: '17:40', name: '口譯名詞表_v2.csv', text: `\uFEFF${glossary}` },
    { by: 'teng-chia-wei', daysAgo: 1, time: '11:02', name: '飲食與過敏原彙整.csv', text: `\uFEFF${allergens}` },
  ],
}

/** What is left of last year's edition: its pictures, which go into the closing report, and the last words about it. */
export const pastDesk: DemoDesk = {
  goals: [],
  talk: [
    {
      by: 'mao-shu-hua',
      daysAgo: 280,
      time: '16:30',
      text: '憑證已依計畫項目裝訂，冊數與黏存單核對無誤，隨成果報告一併送出。',
    },
    { by: 'lu-kuo-hua', daysAgo: 279, time: '10:05', text: '基金會今日來電確認驗收，檢討五項全數列入第三屆計畫書。辛苦大家。' },
  ],
  files: [
    { by: 'tsui-hao-yun', daysAgo: 312, time: '20:10', name: '開幕：大廳座無虛席.jpg', svg: stage },
    { by: 'tsui-hao-yun', daysAgo: 312, time: '20:12', name: '第一日報到櫃檯.jpg', svg: deskScene },
    { by: 'tsui-hao-yun', daysAgo: 312, time: '20:14', name: '雨備後移入大廳的晚宴.jpg', svg: banquet },
    { by: 'tsui-hao-yun', daysAgo: 312, time: '20:16', name: '第二日清晨的市場導覽.jpg', svg: market },
  ],
}
