import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useGo } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button } from '../../../ui/bits.tsx'
import { FormDrawer, useKitForm } from '../../../ui/form.tsx'
import { useFormat } from '../../../ui/format.ts'
import { ListScreen } from '../../../ui/list/list.tsx'
import type { Column } from '../../../ui/list/list.tsx'
import { EmptyState } from '../../../ui/states.tsx'
import { type PaymentAccount, paymentEndpoints } from '../contract/payment.ts'
import { providers } from '../contract/providers.ts'
import { AccountInputs, accountForm, type AccountValues, emptyAccount } from './inputs.tsx'
import { accountState, AccountTag } from './states.tsx'

/** 收款帳號: the organisation's own merchant accounts. */
export default function Accounts() {
  const t = useT('payments')
  const lang = useLang()
  const go = useGo()
  const format = useFormat()
  const [adding, setAdding] = useState(false)
  const found = useEndpoint(paymentEndpoints.accounts)
  const create = useCall(paymentEndpoints.createAccount, { invalidates: ['/payments/accounts'] })
  const form = useKitForm({ schema: accountForm, defaults: emptyAccount })
  const edit = found.data?.can.edit
  const columns: Column<PaymentAccount>[] = [
    { key: 'name', label: t('name'), value: (a) => a.name, card: 'title', render: (a) => <b>{a.name}</b> },
    { key: 'provider', label: t('provider'), value: (a) => pick(providers[a.provider], lang), width: 190, card: 'detail', groupable: true },
    { key: 'merchantId', label: t('merchantId'), value: (a) => a.merchantId, width: 160 },
    {
      key: 'state',
      label: t('stateLabel'),
      value: (a) => t(`account.${accountState(a)}`),
      width: 170,
      card: 'state',
      groupable: true,
      render: (a) => <AccountTag of={a} />,
    },
    {
      key: 'methods',
      label: t('methodsLabel'),
      value: (a) => a.methods.map((m) => t(`methods.${m}`)).join(t('and')),
      width: 260,
      card: 'tag',
    },
    {
      key: 'lastPaidAt',
      label: t('lastPaid'),
      value: (a) => a.lastPaidAt,
      width: 190,
      render: (a) => (a.lastPaidAt ? format.dateTime(a.lastPaidAt) : '—'),
    },
  ]
  return (
    <>
      <ListScreen
        id="payments.accounts"
        title={t('menu.accounts')}
        rows={found.data?.rows}
        columns={columns}
        error={found.error}
        onRetry={() => void found.refetch()}
        primary={edit ? { label: t('add'), onClick: () => setAdding(true) } : undefined}
        onOpen={(a) => go(`/o/settings/payments/${a.id}`)}
        empty={
          <EmptyState icon="money" title={t('empty.title')} action={edit && <Button onClick={() => setAdding(true)}>{t('add')}</Button>}>
            {t('empty.what')}
            <br />
            {t('empty.where')}
          </EmptyState>
        }
      />
      <FormDrawer
        open={adding}
        onClose={() => setAdding(false)}
        wide
        title={t('add')}
        form={form}
        onSubmit={async (body: AccountValues) => {
          const made = await create.mutateAsync({ body })
          setAdding(false)
          form.reset(emptyAccount)
          go(`/o/settings/payments/${made.id}`)
        }}
      >
        <AccountInputs standin={found.data?.standin ?? false} />
      </FormDrawer>
    </>
  )
}
