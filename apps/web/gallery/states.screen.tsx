import { ApiError } from '../../../src/kernel/web/client.ts'
import { Button } from '../../../src/ui/bits.tsx'
import { Page } from '../../../src/ui/record.tsx'
import { EmptyState, ErrorState, Skeleton } from '../../../src/ui/states.tsx'

export default function States() {
  return (
    <Page title="狀態頁">
      <div className="fields">
        <EmptyState
          icon="ticket"
          title="還沒有人報名"
          example="R-0001　林若安　一般票　已確認"
          action={
            <Button look="primary" icon="plus">
              新增報名
            </Button>
          }
        >
          開放報名後，名單會即時出現在這裡；也可以從 Excel 貼上。
        </EmptyState>
        <ErrorState error={new ApiError('db.timeout', 503, '資料庫沒有在時間內回答')} onRetry={() => {}} />
        <ErrorState error={new ApiError('forbidden', 403, '')} />
        <Skeleton page lines={8} />
      </div>
    </Page>
  )
}
