import { Alert, Avatar, Button, Facts, Feed, ProgressBar, Section, StatusTag } from '../../../src/ui/bits.tsx'
import { confirm, toast } from '../../../src/ui/feedback.tsx'
import { RecordScreen } from '../../../src/ui/record.tsx'

const feed = [
  { key: '1', when: '10:52', who: '註冊組 謝孟恩', what: '收款 6 筆，NT$ 21,600' },
  { key: '2', when: '10:31', who: '議事組 高柏安', what: '把「綠色場館」移到 201' },
  { key: '3', when: '昨天', who: '系統', what: '寄出行前通知第 1 封，404 封送達' },
]
export default function Record() {
  return (
    <RecordScreen
      back={{ to: '~/attendees', label: '報名名單' }}
      code="R-0241"
      title="洪若安"
      state={
        <StatusTag soft tone="amber" icon="clock">
          待收款
        </StatusTag>
      }
      detail="青埔飯店　宴會業務"
      actions={
        <>
          <Button look="quiet" icon="mail">
            寄信
          </Button>
          <Button
            onClick={async () =>
              (await confirm({
                title: '取消這筆報名？',
                body: '名額會立刻釋出，候補的第一位會收到通知。這個動作不能復原。',
                action: '取消報名',
              })) && toast('已取消')
            }
          >
            取消報名
          </Button>
        </>
      }
      next={
        <Button look="primary" icon="money">
          收款並報到
        </Button>
      }
      summary={[
        { label: '應收', value: '3,000', unit: 'NT$', note: '逾期 4 天', tone: 'amber' },
        { label: '已選場次', value: 6, unit: '／12 場' },
        { label: '同行', value: 1, unit: '人' },
        { label: '上次參加', value: '2025', note: '滿意度 4.5', tone: 'jade' },
      ]}
      tabs={[
        {
          key: 'details',
          label: '資料',
          body: (
            <>
              <Alert
                icon="money"
                title="待收 NT$ 3,000"
                action={
                  <>
                    <Button>現金</Button>
                    <Button>刷卡</Button>
                    <Button>已付，補單據</Button>
                  </>
                }
              >
                匯款未入帳。現場可收現金或刷卡，電子發票寄到信箱。
              </Alert>
              <Facts
                items={[
                  ['場次', '高峰對談、B2、B3'],
                  ['歡迎晚宴', '參加，第 14 桌'],
                  ['口譯耳機', '不需要'],
                  ['同行', '蔡宜蓁，09:05 已報到'],
                  ['電話', '0900-000-241'],
                ]}
              />
            </>
          ),
        },
        { key: 'comments', label: '留言', count: 3, body: <Feed items={feed} /> },
        { key: 'files', label: '檔案', body: <p className="mut">還沒有檔案</p> },
        { key: 'history', label: '歷程', count: 12, body: <Feed items={feed} /> },
      ]}
      rail={
        <>
          <Section title="送審順序">
            <div className="row" style={{ padding: '8px 0' }}>
              <Avatar name="陳以謙" />
              <span>專案主管　陳以謙</span>
              <span className="sp" />
              <span className="mut sm">1 天</span>
            </div>
          </Section>
          <Section title="資料完整" note="12 欄中 9 欄">
            <div style={{ paddingTop: 10 }}>
              <ProgressBar done={9} total={12} label="資料完整" />
            </div>
          </Section>
          <Section title="往來" note={3}>
            <Feed items={feed} />
          </Section>
        </>
      }
    />
  )
}
