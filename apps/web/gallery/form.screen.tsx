import { useState } from 'react'
import { z } from 'zod'
import { requiredText } from '../../../src/kernel/contract/localized.ts'
import { ApiError } from '../../../src/kernel/web/client.ts'
import { Button } from '../../../src/ui/bits.tsx'
import { Field } from '../../../src/ui/fields.tsx'
import { toast } from '../../../src/ui/feedback.tsx'
import { Form, FormDrawer, useKitForm } from '../../../src/ui/form.tsx'
import { Page } from '../../../src/ui/record.tsx'

const draft = z.object({
  title: requiredText(120),
  kind: z.string().min(1),
  day: z.iso.date(),
  start: z.string().nullable(),
  seats: z.number().int().min(1).max(5000),
  fee: z.number().nullable(),
  mail: z.email(),
  phone: z.string(),
  tags: z.array(z.string()),
  open: z.boolean(),
  note: z.string(),
})
const defaults = {
  title: { zh: '零廢棄的城市會展', en: '' },
  kind: 'keynote',
  day: '2027-01-02',
  start: '09:30',
  seats: 320,
  fee: 3600,
  mail: 'not-an-address',
  phone: '',
  tags: ['green'],
  open: true,
  note: '',
}

const Inputs = () => (
  <>
    <Field.Localized name="title" label="場次名稱" required />
    <div className="fields">
      <Field.Select
        name="kind"
        label="類型"
        required
        options={[
          { value: 'keynote', label: '主題演講' },
          { value: 'panel', label: '對談' },
          { value: 'workshop', label: '工作坊' },
        ]}
      />
      <Field.MultiSelect
        name="tags"
        label="主題"
        options={[
          { value: 'green', label: '綠色場館' },
          { value: 'policy', label: '政策與淨零' },
        ]}
      />
      <Field.Date name="day" label="日期" required />
      <Field.Time name="start" label="開始" />
      <Field.Number name="seats" label="席次" required min={1} />
      <Field.Money name="fee" label="講者費" help="稅前，每場" />
      <Field.Email name="mail" label="聯絡信箱" required />
      <Field.Phone name="phone" label="電話" />
    </div>
    <Field.Textarea name="note" label="說明" />
    <Field.Switch name="open" label="開放報名" help="關閉後官網顯示額滿" />
  </>
)
export default function Forms() {
  const [open, setOpen] = useState(new URLSearchParams(location.search).has('drawer'))
  const form = useKitForm({ schema: draft, defaults })
  const second = useKitForm({ schema: draft, defaults })
  return (
    <Page title="表單" note="欄位與錯誤" actions={<Button onClick={() => setOpen(true)}>開側欄</Button>}>
      <div style={{ maxWidth: 720 }}>
        <Form
          form={form}
          onSubmit={async () => {
            throw new ApiError('session.seats', 422, '席次超過會議室容量', [{ path: 'seats', code: 'seats', message: '201 只有 120 席' }])
          }}
        >
          <Inputs />
        </Form>
      </div>
      <FormDrawer
        open={open}
        onClose={() => setOpen(false)}
        title="新增場次"
        form={second}
        onSubmit={async () => {
          setOpen(false)
          toast('已新增場次', { undo: () => {} })
        }}
      >
        <Inputs />
      </FormDrawer>
    </Page>
  )
}
