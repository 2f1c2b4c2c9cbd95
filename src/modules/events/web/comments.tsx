import { Textarea } from '@mantine/core'
import { Fragment, useRef, useState } from 'react'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import type { EventScope } from '../../../kernel/web/session.tsx'
import { Avatar, Button } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { useFormat } from '../../../ui/format.ts'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { type Comment, commentEndpoints, ownCommentEndpoints } from '../contract/desk.ts'

type Of = { entity: string; entityId: string; event: EventScope | null }
type Person = { userId: string; name: string; title: string }
/** The endpoints of the open event, or of the organisation where none is open. */
const at = (event: EventScope | null) =>
  event
    ? { api: commentEndpoints, params: { eventId: event.id }, path: '/events/:eventId/comments' }
    : { api: ownCommentEndpoints as unknown as typeof commentEndpoints, params: {} as { eventId: string }, path: '/comments' }

/** The words with the mentioned names set off. */
function Body({ text, names }: { text: string; names: string[] }) {
  if (names.length === 0) return <p>{text}</p>
  const parts = text.split(new RegExp(`(@(?:${names.map((one) => one.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`)).join('|')}))`))
  return (
    <p>
      {parts.map((part, i) => (
        <Fragment key={i}>{i % 2 ? <span className="at">{part}</span> : part}</Fragment>
      ))}
    </p>
  )
}

/** A text box in which `@` opens the list of the team; arrow keys and Enter choose. */
function Write({
  people,
  initial = '',
  label,
  submit,
  onSend,
  onCancel,
}: {
  people: Person[]
  initial?: string
  label: string
  submit: string
  onSend: (body: string, mentions: string[]) => Promise<unknown>
  onCancel?: () => void
}) {
  const t = useT('events')
  const box = useRef<HTMLTextAreaElement>(null)
  const [text, setText] = useState(initial)
  const [at, setAt] = useState<{ from: number; q: string; pick: number } | null>(null)
  const [busy, setBusy] = useState(false)
  const problem = useProblemText()
  const found = at ? people.filter((one) => one.name.toLowerCase().includes(at.q.toLowerCase())).slice(0, 8) : []
  const onChange = (value: string, caret: number) => {
    setText(value)
    const typed = /(?:^|[\s，。、（(])@([^\s@]{0,20})$/.exec(value.slice(0, caret))
    setAt(typed ? { from: caret - typed[1]!.length - 1, q: typed[1]!, pick: 0 } : null)
  }
  const choose = (one: Person) => {
    if (!at) return
    const head = `${text.slice(0, at.from)}@${one.name} `
    setText(head + text.slice(at.from + at.q.length + 1))
    setAt(null)
    requestAnimationFrame(() => {
      box.current?.focus()
      box.current?.setSelectionRange(head.length, head.length)
    })
  }
  const send = async () => {
    if (text.trim() === '' || busy) return
    setBusy(true)
    try {
      await onSend(
        text.trim(),
        people.filter((one) => text.includes(`@${one.name}`)).map((one) => one.userId),
      )
      setText('')
    } catch (error) {
      toast(problem(error), { tone: 'amber' })
    }
    setBusy(false)
  }
  return (
    <div className="write">
      {at && found.length > 0 && (
        <ul className="mention" role="listbox" id="mention" aria-label={t('comment.people')}>
          {found.map((one, i) => (
            <li
              key={one.userId}
              id={`mention-${i}`}
              role="option"
              aria-selected={i === at.pick}
              onMouseDown={(e) => e.preventDefault()}
              onClick={() => choose(one)}
            >
              <Avatar name={one.name} />
              <b>{one.name}</b>
              <span className="mut sm cut">{one.title}</span>
            </li>
          ))}
        </ul>
      )}
      <Textarea
        ref={box}
        label={label}
        autosize
        minRows={2}
        maxRows={12}
        maxLength={5000}
        value={text}
        placeholder={people.length > 0 ? t('comment.hint') : undefined}
        role={at && found.length > 0 ? 'combobox' : undefined}
        aria-expanded={at && found.length > 0 ? true : undefined}
        aria-controls={at && found.length > 0 ? 'mention' : undefined}
        aria-activedescendant={at && found.length > 0 ? `mention-${at.pick}` : undefined}
        onChange={(e) => onChange(e.currentTarget.value, e.currentTarget.selectionStart)}
        onKeyDown={(e) => {
          if (e.nativeEvent.isComposing) return
          if (at && found.length > 0 && ['ArrowDown', 'ArrowUp', 'Enter', 'Tab', 'Escape'].includes(e.key)) {
            e.preventDefault()
            if (e.key === 'Escape') setAt(null)
            else if (e.key.startsWith('Arrow'))
              setAt({ ...at, pick: (at.pick + (e.key === 'ArrowDown' ? 1 : found.length - 1)) % found.length })
            else choose(found[at.pick]!)
          } else if (e.key === 'Enter' && (e.metaKey || e.ctrlKey)) void send()
        }}
      />
      <div className="row acts">
        <Button large busy={busy} disabled={text.trim() === ''} onClick={() => void send()}>
          {submit}
        </Button>
        {onCancel && (
          <Button large look="quiet" onClick={onCancel}>
            {t('ui:cancel')}
          </Button>
        )}
        <span className="sm mut wideonly">{t('comment.keys')}</span>
      </div>
    </div>
  )
}

function Said({ one, people, event }: { one: Comment; people: Person[]; event: EventScope | null }) {
  const t = useT('events')
  const format = useFormat(event?.zone)
  const { api, path, params: home } = at(event)
  const [editing, setEditing] = useState(false)
  const change = useCall(api.update, { invalidates: [path] })
  const remove = useCall(api.remove, { invalidates: [path] })
  const params = { ...home, id: one.id }
  const names = people.filter((person) => one.mentions.includes(person.userId)).map((person) => person.name)
  return (
    <li className="say">
      <Avatar name={one.authorName} />
      <div>
        <div className="row wrap">
          <b>{one.authorName}</b>
          <time className="mut sm">{format.dateTime(one.createdAt, { short: true, weekday: false })}</time>
          {one.editedAt && !one.removed && <span className="mut sm">{t('comment.edited')}</span>}
          <span className="sp" />
          {one.mine && !one.removed && !editing && (
            <>
              <Button look="quiet" icon="pen" aria-label={t('comment.edit')} onClick={() => setEditing(true)} />
              <Button
                look="quiet"
                icon="trash"
                aria-label={t('comment.remove')}
                busy={remove.isPending}
                onClick={() => remove.mutate({ params })}
              />
            </>
          )}
        </div>
        {one.removed ? (
          <p className="mut">{t('comment.removed')}</p>
        ) : editing ? (
          <Write
            people={[]}
            initial={one.body}
            label={t('comment.edit')}
            submit={t('ui:save')}
            onCancel={() => setEditing(false)}
            onSend={(body) => change.mutateAsync({ params, body: { body, version: one.version } }).then(() => setEditing(false))}
          />
        ) : (
          <Body text={one.body} names={names} />
        )}
      </div>
    </li>
  )
}

/** Comments on a record, oldest first, with the box to write below. */
export function CommentsOf({ entity, entityId, event }: Of) {
  const t = useT('events')
  const can = useCan()
  const { api, params, path } = at(event)
  const of = useEndpoint(api.list, { params, query: { entity, entityId } })
  const add = useCall(api.create, { invalidates: [path] })
  return (
    <Loaded of={of}>
      {({ rows, people }) => (
        <div className="narrow">
          {rows.length === 0 && !can('comments.write') && <EmptyState icon="comment" title={t('comment.empty')} />}
          <ul>
            {rows.map((one) => (
              <Said key={one.id} one={one} people={people} event={event} />
            ))}
          </ul>
          {can('comments.write') && (
            <Write
              people={people}
              label={t('comment.write')}
              submit={t('comment.send')}
              onSend={(body, mentions) => add.mutateAsync({ params, body: { entity, entityId, body, mentions } })}
            />
          )}
        </div>
      )}
    </Loaded>
  )
}
