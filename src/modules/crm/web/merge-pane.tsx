import './duplicates.css'
import { useState } from 'react'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { AppLink } from '../../../kernel/web/nav.tsx'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { Alert, Button, Section, Tag } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Choice, duplicateEndpoints, type MergeKind, type MergePreview, type Pair, reasons } from '../contract/duplicates.ts'

export const touched = ['/crm/people', '/crm/companies', '/crm/duplicates', '/crm/merges']
export const recordPath = (kind: MergeKind, id: string) => (kind === 'person' ? `/o/people/${id}` : `/o/companies/${id}`)

/** The two side by side: which one stays, which value each field keeps, what moves along, and the buttons. */
export function MergePane({ kind, pair, onDone }: { kind: MergeKind; pair: Pair; onDone: () => void }) {
  const [turned, setTurned] = useState(false)
  const [done, setDone] = useState(false)
  const [stays, goes] = turned ? [pair.b, pair.a] : [pair.a, pair.b]
  const preview = useEndpoint(duplicateEndpoints.preview, { query: { kind, survivorId: stays.id, loserId: goes.id } }, { enabled: !done })
  return (
    <Loaded of={preview}>
      {(seen) => (
        <Choose
          key={seen.survivor.id + seen.survivor.version + seen.loser.version}
          kind={kind}
          pair={pair}
          seen={seen}
          onTurn={() => setTurned(!turned)}
          onDone={() => (setDone(true), onDone())}
        />
      )}
    </Loaded>
  )
}

function Choose({
  kind,
  pair,
  seen,
  onTurn,
  onDone,
}: {
  kind: MergeKind
  pair: Pair
  seen: MergePreview
  onTurn: () => void
  onDone: () => void
}) {
  const t = useT('crm')
  const lang = useLang()
  const problem = useProblemText()
  const [chosen, setChosen] = useState<Record<string, Choice>>(Object.fromEntries(seen.fields.map((f) => [f.field, f.suggested])))
  // Not the merges: the preview of a pair that is one by now would be asked for again.
  const merge = useCall(duplicateEndpoints.merge, { invalidates: ['/crm/people', '/crm/companies', '/crm/duplicates'] })
  const undo = useCall(duplicateEndpoints.undo, { invalidates: touched })
  const apart = useCall(duplicateEndpoints.tellApart, { invalidates: ['/crm/duplicates'] })
  const tell = (error: unknown) => toast(problem(error), { tone: 'amber' })
  const two = { kind, survivorId: seen.survivor.id, loserId: seen.loser.id }
  const onMerge = async () => {
    try {
      const made = await merge.mutateAsync({
        body: { ...two, survivorVersion: seen.survivor.version, loserVersion: seen.loser.version, fields: chosen },
      })
      onDone()
      toast(t('duplicates.merged', { name: made.survivorName }), {
        undo: () => void undo.mutateAsync({ params: { id: made.id }, body: {} }).catch(tell),
      })
    } catch (error) {
      tell(error)
    }
  }
  const onApart = async () => {
    const body = { kind, a: pair.a.id, b: pair.b.id }
    try {
      await apart.mutateAsync({ body })
      onDone()
      toast(t('duplicates.keptApart'), { undo: () => void apart.mutateAsync({ body: { ...body, undo: true } }).catch(tell) })
    } catch (error) {
      tell(error)
    }
  }
  const several = (f: MergePreview['fields'][number]) => f.several && f.survivor !== '' && f.loser !== ''
  return (
    <>
      <div className="row wrap" style={{ gap: 6 }}>
        {pair.reasons.map((r) => (
          <Tag key={r}>{pick(reasons[r], lang)}</Tag>
        ))}
      </div>
      <Section title={t('duplicates.which')}>
        <p className="md">
          {t('duplicates.stays')}　<AppLink to={recordPath(kind, seen.survivor.id)}>{seen.survivor.name}</AppLink> {seen.survivor.detail}
        </p>
        <p className="md sec">
          {t('duplicates.goes')}　<AppLink to={recordPath(kind, seen.loser.id)}>{seen.loser.name}</AppLink> {seen.loser.detail}
        </p>
        <Button icon="undo" onClick={onTurn}>
          {t('duplicates.turn')}
        </Button>
      </Section>
      {seen.fields.length > 0 && (
        <Section title={t('duplicates.fields')}>
          <table className="merge-fields">
            <thead>
              <tr>
                <th scope="col">{t('duplicates.field')}</th>
                <th scope="col">{t('duplicates.stays')}</th>
                <th scope="col">{t('duplicates.goes')}</th>
              </tr>
            </thead>
            <tbody>
              {seen.fields.map((f) => (
                <tr key={f.field}>
                  <th scope="row">{pick(f.label, lang)}</th>
                  {(['survivor', 'loser'] as const).map((who) => (
                    <td key={who}>
                      <label>
                        <input
                          type={several(f) ? 'checkbox' : 'radio'}
                          name={f.field}
                          checked={chosen[f.field] === who || (chosen[f.field] === 'both' && (several(f) || f[who] !== ''))}
                          onChange={(e) => {
                            const other = who === 'survivor' ? 'loser' : 'survivor'
                            const next = !several(f) ? who : e.target.checked ? 'both' : other
                            setChosen({ ...chosen, [f.field]: next })
                          }}
                        />
                        <span>{f[who] || <span className="mut">{t('duplicates.nothing')}</span>}</span>
                      </label>
                    </td>
                  ))}
                </tr>
              ))}
            </tbody>
          </table>
        </Section>
      )}
      <Section title={t('duplicates.moves')}>
        <p className="md">
          {seen.moved.length ? seen.moved.map((m) => `${pick(m.label, lang)} ${m.count}`).join('、') : t('duplicates.movesNothing')}
        </p>
        {seen.consent === false && kind === 'person' && <p className="md sec">{t('duplicates.consent')}</p>}
      </Section>
      <Alert tone="indigo" title={t('duplicates.undoable')} />
      <div className="row acts wrap">
        <Button look="primary" busy={merge.isPending} onClick={() => void onMerge()}>
          {t('duplicates.merge')}
        </Button>
        <Button busy={apart.isPending} onClick={() => void onApart()}>
          {t('duplicates.apart')}
        </Button>
      </div>
    </>
  )
}
