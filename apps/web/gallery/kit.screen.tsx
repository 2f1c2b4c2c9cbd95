import { useState } from 'react'
import { Alert, Button, Chip, KpiStrip, Section, Segments, StatusTag, Tag } from '../../../src/ui/bits.tsx'
import { Bars, LineArea } from '../../../src/ui/charts.tsx'
import { toast } from '../../../src/ui/feedback.tsx'
import { Icon, iconNames } from '../../../src/ui/icons.tsx'
import { Page } from '../../../src/ui/record.tsx'

const values = [0, 22, 41, 58, 79, 104, 131, 163, 214, 262, 331, 352, 384, 412]
export default function Kit() {
  const [day, setDay] = useState('1')
  return (
    <Page
      title="離開幕 42 天：報名領先，預算偏高"
      note="元件"
      actions={
        <>
          <Button icon="download">匯出</Button>
          <Button look="primary" icon="plus" onClick={() => toast('做好了', { undo: () => {} })}>
            新增
          </Button>
        </>
      }
    >
      <KpiStrip
        items={[
          { label: '報名', value: 412, unit: '／600 人', note: '領先 29 人', tone: 'jade' },
          { label: '預算執行', value: '32%', unit: '已支付' },
          { label: '逾期任務', value: 3, unit: '／148 件', note: '最久 4 天', tone: 'amber' },
          { label: '待核准', value: 7, unit: '件' },
        ]}
      />
      <div className="fields" style={{ gap: 32 }}>
        <Section title="報名累計" note="虛線為目標" action={<a href="#main">報名名單</a>}>
          <LineArea
            label="報名累計 412 人，目標 600 人"
            points={values.map((value, i) => ({ label: `9/${i + 1}`, value }))}
            target={600}
            plan={[...values.map((v) => v * 0.93), 440, 480, 530, 570, 600]}
            today="412 今天"
          />
        </Section>
        <Section title="首日報到" note="每 15 分鐘">
          <Bars
            label="首日每 15 分鐘報到人數"
            strong="08:30"
            points={[
              ['08:00', 29],
              ['08:15', 58],
              ['08:30', 97],
              ['08:45', 84],
              ['09:00', 51],
              ['09:15', 33],
              ['09:30', 18],
            ].map(([label, value]) => ({ label: String(label), value: Number(value) }))}
          />
        </Section>
      </div>
      <Section title="狀態">
        <div className="row wrap" style={{ padding: '10px 0' }}>
          <StatusTag tone="jade">已確認</StatusTag>
          <StatusTag tone="amber">撞時</StatusTag>
          <StatusTag tone="indigo">更新</StatusTag>
          <StatusTag>未開始</StatusTag>
          <StatusTag soft tone="jade">
            已確認
          </StatusTag>
          <StatusTag soft tone="amber">
            待審
          </StatusTag>
          <StatusTag soft tone="indigo">
            講者
          </StatusTag>
          <Tag>一般票</Tag>
          <Chip on count={412}>
            全部
          </Chip>
          <Chip count={9}>待審</Chip>
          <Segments
            label="日"
            value={day}
            onChange={setDay}
            options={[
              { value: '1', label: '01/02（六）' },
              { value: '2', label: '01/03（日）' },
            ]}
          />
          <Button busy>儲存</Button>
          <Button disabled>停用</Button>
        </div>
      </Section>
      <div className="fields" style={{ paddingTop: 12 }}>
        <Alert title="預測超出核定 NT$ 210,000" action={<Button>送追加</Button>}>
          口譯加開一廳 +186,000、接駁加 4 車次 +59,000，舞台議價 −35,000。
        </Alert>
        <Alert tone="indigo" icon="refresh" title="2 個數字比第 2 版新">
          報到 396 → 398，線上 168 → 171。
        </Alert>
        <Alert tone="jade" title="已核定第 3 版" />
      </div>
      <Section title="圖示" note={iconNames.length}>
        <div className="row wrap" style={{ padding: '10px 0', gap: 14 }}>
          {iconNames.map((name) => (
            <Icon key={name} name={name} label={name} />
          ))}
        </div>
      </Section>
    </Page>
  )
}
