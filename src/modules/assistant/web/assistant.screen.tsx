import './assistant.css'
import { useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { Alert } from '../../../ui/bits.tsx'
import { RecordScreen } from '../../../ui/record.tsx'
import { Loaded } from '../../../ui/states.tsx'
import { assistantEndpoints } from '../contract/assistant.ts'
import { Connections } from './connections.tsx'
import { Proposals } from './proposals.tsx'

function How({ address }: { address: string }) {
  const t = useT('assistant')
  return (
    <div className="assist-how">
      <p>{t('how.what')}</p>
      <ol>
        <li>{t('how.make')}</li>
        <li>
          {t('how.address')} <code>{address}</code>
        </li>
        <li>{t('how.token')}</li>
        <li>{t('how.decide')}</li>
      </ol>
      <Alert tone="indigo" title={t('how.safeTitle')}>
        {t('how.safe')}
      </Alert>
      <p className="md sec">{t('how.oauth')}</p>
    </div>
  )
}

/** A person's own assistants: what they propose, how they are connected, how it works. */
export default function Assistant() {
  const t = useT('assistant')
  const tokens = useEndpoint(assistantEndpoints.tokens)
  const proposals = useEndpoint(assistantEndpoints.proposals, { query: {} })
  return (
    <Loaded of={tokens}>
      {({ rows, address }) => (
        <RecordScreen
          title={t('title')}
          detail={t('detail')}
          tabs={[
            {
              key: 'proposals',
              label: t('tab.proposals'),
              ...(proposals.data?.open ? { count: proposals.data.open } : {}),
              body: <Proposals />,
            },
            { key: 'connections', label: t('tab.connections'), body: <Connections rows={rows} /> },
            { key: 'how', label: t('tab.how'), body: <How address={address} /> },
          ]}
        />
      )}
    </Loaded>
  )
}
