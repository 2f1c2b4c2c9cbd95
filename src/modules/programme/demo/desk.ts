import { floorPlan } from '../../events/demo/pictures.ts'
import type { DemoComment, DemoFile } from '../../events/demo/types.ts'

/** What colleagues say about single sessions, and the files that lie with them. */
export const sessionDesks: { session: string; talk: DemoComment[]; files: DemoFile[] }[] = [
  {
    session: 'd1-opening',
    talk: [
      { by: 'ou-ting-wei', daysAgo: 11, time: '10:15', text: '致詞順序依委託單位來文調整：基金會、博物館、市府。各三分鐘，司儀稿已改。' },
      {
        by: 'lu-kuo-hua',
        daysAgo: 3,
        time: '16:20',
        text: '市府出席代表職稱未定，請於 D-14 前再向秘書室確認。',
        mention: ['owner'],
      },
    ],
    files: [{ by: 'pan-i-hsin', daysAgo: 12, time: '18:25', name: '大廳座位與動線.jpg', svg: floorPlan }],
  },
  {
    session: 'd1-keynote',
    talk: [
      { by: 'chiang-wan-ju', daysAgo: 5, time: '11:32', text: '講者同意全程錄影，簡報頁數約 60 頁，含兩段影片；請外包組預留音訊直入。' },
      { by: 'pan-i-hsin', daysAgo: 5, time: '13:01', text: '收到，已加進視聽需求表：HDMI 音訊、備援筆電一臺。' },
    ],
    files: [
      {
        by: 'chiang-wan-ju',
        daysAgo: 5,
        time: '11:30',
        name: '講者設備需求.csv',
        text: '\uFEFF項目,需求,狀態\r\n投影,16:9 雙投影,已確認\r\n音訊,HDMI 直入,已確認\r\n麥克風,頭戴式,待試音\r\n',
      },
    ],
  },
]
