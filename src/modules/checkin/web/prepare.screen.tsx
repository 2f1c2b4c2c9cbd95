import './checkin.css'
import { useT } from '../../../kernel/web/i18n.ts'
import { useUrlState } from '../../../kernel/web/nav.tsx'
import { Segments } from '../../../ui/bits.tsx'
import { type DeskList, deskLists } from '../contract/desk-item.ts'
import { FlowSteps } from './flow.tsx'
import { Items } from './items.tsx'
import { Lanes } from './lanes.tsx'

const tabs = [...deskLists, 'flow', 'lanes'] as const

/** 報到準備: what lies at the desk, in the bag and is the bag; how people are received; how many counters that takes. */
export default function PrepareScreen() {
  const t = useT('checkin')
  const [wanted, setTab] = useUrlState('tab', 'supplies')
  const tab = tabs.find((one) => one === wanted) ?? 'supplies'
  const choice = (
    <div className="desktabs">
      <Segments
        label={t('desk.tabs')}
        value={tab}
        onChange={setTab}
        options={tabs.map((value) => ({ value, label: t(`desk.tab.${value}`) }))}
      />
    </div>
  )
  if (tab === 'flow') return <FlowSteps tabs={choice} />
  if (tab === 'lanes') return <Lanes tabs={choice} />
  return <Items key={tab} list={tab as DeskList} tabs={choice} />
}
