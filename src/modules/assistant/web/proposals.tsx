import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Button, StatusTag } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { assistantEndpoints, type Proposal, type ProposalState } from '../contract/assistant.ts'

const tones = {
  open: 'indigo',
  confirming: 'indigo',
  confirmed: 'jade',
  rejected: 'plain',
  stale: 'amber',
  failed: 'amber',
  expired: 'plain',
} as const satisfies Record<ProposalState, string>
const icons = {
  open: 'clock',
  confirming: 'clock',
  confirmed: 'check',
  rejected: 'x',
  stale: 'warn',
  failed: 'warn',
  expired: 'clock',
} as const satisfies Record<ProposalState, string>

/** A value as people read it; both languages where there are two. */
type Say = { yes: string; no: string; at: (iso: string) => string }
function words(value: unknown, say: Say): string {
  if (value === null || value === undefined || value === '') return '—'
  if (typeof value === 'boolean') return value ? say.yes : say.no
  if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT[\d:.]+Z$/.test(value)) return say.at(value)
  if (Array.isArray(value)) return value.map((v) => words(v, say)).join('、') || '—'
  if (typeof value === 'object') {
    const v = value as Record<string, unknown>
    if (Object.keys(v).every((k) => k === 'zh' || k === 'en')) return [v.zh, v.en].filter(Boolean).join(' / ') || '—'
    return Object.entries(v)
      .map(([k, one]) => `${k}: ${words(one, say)}`)
      .join('\n')
  }
  return String(value)
}

function Changes({ of: p }: { of: Proposal }) {
  const t = useT('assistant')
  const lang = useLang()
  const format = useFormat()
  const text = (v: unknown) => words(v, { yes: t('yes'), no: t('no'), at: (iso) => format.dateTime(iso) })
  // Of what goes, so much that one knows which it is; ids tell a person nothing.
  const shown =
    p.method === 'DELETE' ? p.changes.filter((c) => !/^(—|[0-9a-f-]{36}(、[0-9a-f-]{36})*)$/.test(text(c.from))).slice(0, 6) : p.changes
  return (
    <dl className="changes">
      {shown.map((c) => [
        <dt key={c.field}>{pick(c.label, lang) || c.field}</dt>,
        <dd key={`${c.field}=`}>
          {p.method !== 'POST' && <del>{text(c.from)}</del>}
          {p.method === 'PATCH' || p.method === 'PUT' ? ' → ' : ''}
          {p.method !== 'DELETE' && <ins>{text(c.to)}</ins>}
        </dd>,
      ])}
    </dl>
  )
}

/** What waits for the person, newest first, then what was decided lately. */
export function Proposals() {
  const t = useT('assistant')
  const lang = useLang()
  const format = useFormat()
  const text = useProblemText()
  const found = useEndpoint(assistantEndpoints.proposals, { query: {} })
  const again = { invalidates: ['/assistant/proposals'] }
  const yes = useCall(assistantEndpoints.confirm, again)
  const no = useCall(assistantEndpoints.reject, again)
  const [busy, setBusy] = useState<string | null>(null)
  const act = async (call: typeof yes | typeof no, ids: string[], key: string) => {
    setBusy(key)
    try {
      const { rows } = await call.mutateAsync({ body: { ids } })
      const odd = rows.filter((r) => r.state !== 'confirmed' && r.state !== 'rejected')
      if (odd.length === 0) toast(t(call === yes ? 'done' : 'rejected', { count: rows.length }))
      else toast(odd.map((r) => r.fault ?? t(`state.${r.state}`)).join(' '), { tone: 'amber' })
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    } finally {
      setBusy(null)
    }
  }
  const all = async (open: Proposal[]) => {
    if (await confirm({ title: t('allTitle', { count: open.length }), body: t('allBody'), action: t('confirmAll') }))
      await act(
        yes,
        open.slice(0, 50).map((p) => p.id),
        'all',
      )
  }
  const acted = (p: Proposal) =>
    p.method === 'POST'
      ? /\/:\w+\/[\w-]+$/.test(p.path) && !/\/:eventId\/[\w-]+$/.test(p.path)
        ? 'act'
        : 'create'
      : p.method === 'DELETE'
        ? 'remove'
        : 'change'
  return (
    <Loaded of={found}>
      {({ rows }) => {
        const open = rows.filter((p) => p.state === 'open')
        if (rows.length === 0)
          return (
            <EmptyState icon="inbox" title={t('empty')}>
              {t('emptyNote')}
            </EmptyState>
          )
        return (
          <>
            {open.length > 1 && (
              <div className="row acts">
                <Button look="primary" busy={busy === 'all'} onClick={() => void all(open)}>
                  {t('confirmMany', { count: open.length })}
                </Button>
              </div>
            )}
            <ul className="proposals">
              {[...open, ...rows.filter((p) => p.state !== 'open')].map((p) => (
                <li key={p.id}>
                  <div className="row wrap">
                    <h3>
                      {t(`verb.${acted(p)}`)} {p.title || p.summary}
                    </h3>
                    <StatusTag tone={tones[p.state]} icon={icons[p.state]}>
                      {t(`state.${p.state}`)}
                    </StatusTag>
                  </div>
                  <p className="sm mut">
                    {[
                      p.eventName && pick(p.eventName, lang),
                      t('by', { name: p.assistant }),
                      format.dateTime(p.createdAt),
                      acted(p) === 'act' && p.summary,
                    ]
                      .filter(Boolean)
                      .join('　')}
                  </p>
                  {p.reason && <blockquote>{p.reason}</blockquote>}
                  <Changes of={p} />
                  {p.fault && <p className="md">{p.fault}</p>}
                  {p.state === 'stale' && <p className="md">{t('staleNote')}</p>}
                  {p.state === 'open' && (
                    <div className="row acts">
                      <Button icon="check" busy={busy === p.id} onClick={() => void act(yes, [p.id], p.id)}>
                        {t('confirm')}
                      </Button>
                      <Button look="quiet" icon="x" onClick={() => void act(no, [p.id], `${p.id}no`)}>
                        {t('reject')}
                      </Button>
                      <span className="sm mut">{t('until', { at: format.dateTime(p.expiresAt) })}</span>
                    </div>
                  )}
                </li>
              ))}
            </ul>
          </>
        )
      }}
    </Loaded>
  )
}
