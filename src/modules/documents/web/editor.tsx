import { type Editor, EditorContent, useEditor, useEditorState } from '@tiptap/react'
import StarterKit from '@tiptap/starter-kit'
import { useEffect, useState } from 'react'
import type { Lang } from '../../../kernel/contract/localized.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useEndpoint } from '../../../kernel/web/query.ts'
import { useThisEvent } from '../../../kernel/web/session.tsx'
import { Alert, Button, Segments } from '../../../ui/bits.tsx'
import { useFormat } from '../../../ui/format.ts'
import { Loaded } from '../../../ui/states.tsx'
import { documentEndpoints, type DeliverableDetail } from '../contract/documents.ts'
import { useName } from './parts.tsx'
import { useAutosave } from './autosave.ts'

type Section = DeliverableDetail['sections'][number]
type Props = {
  docKey: string
  section: Section
  lang: Lang
  onLang: (lang: Lang) => void
  onClose: () => void
  onSaved: () => unknown
}
const languages = { 'zh-TW': 'zh-Hant-TW', en: 'en' }

const address = /^(https?:\/\/|mailto:)/i

function Tools({ editor }: { editor: Editor }) {
  const t = useT('documents')
  const [linking, setLinking] = useState<string | null>(null)
  const on = useEditorState({
    editor,
    selector: ({ editor: e }) => ({
      h1: e.isActive('heading', { level: 1 }),
      h2: e.isActive('heading', { level: 2 }),
      bold: e.isActive('bold'),
      bullet: e.isActive('bulletList'),
      ordered: e.isActive('orderedList'),
      link: e.isActive('link'),
      undo: e.can().undo(),
      redo: e.can().redo(),
    }),
  })
  const chain = () => editor.chain().focus()
  const button = (key: string, active: boolean, label: string, run: () => void, disabled = false) => (
    <button
      key={key}
      type="button"
      className={active ? 'on' : ''}
      aria-pressed={active}
      disabled={disabled}
      onMouseDown={(e) => e.preventDefault()}
      onClick={run}
    >
      {label}
    </button>
  )
  const setLink = (value: string) => {
    const url = value.trim()
    if (!url) chain().extendMarkRange('link').unsetLink().run()
    else
      chain()
        .extendMarkRange('link')
        .setLink({ href: address.test(url) ? url : `https://${url}` })
        .run()
    setLinking(null)
  }
  return (
    <div className="edtools" role="toolbar" aria-label={t('edit.tools')}>
      {button('h1', on.h1, t('edit.h1'), () => chain().toggleHeading({ level: 1 }).run())}
      {button('h2', on.h2, t('edit.h2'), () => chain().toggleHeading({ level: 2 }).run())}
      {button('bold', on.bold, t('edit.bold'), () => chain().toggleBold().run())}
      {button('bullet', on.bullet, t('edit.bullet'), () => chain().toggleBulletList().run())}
      {button('ordered', on.ordered, t('edit.ordered'), () => chain().toggleOrderedList().run())}
      {button('link', on.link, t('edit.link'), () => setLinking(String(editor.getAttributes('link').href ?? '')))}
      <span className="sp" />
      {button('undo', false, t('ui:undo'), () => chain().undo().run(), !on.undo)}
      {button('redo', false, t('ui:redo'), () => chain().redo().run(), !on.redo)}
      {linking !== null && (
        <form
          className="edlink"
          onSubmit={(e) => {
            e.preventDefault()
            setLink(linking)
          }}
        >
          <input
            autoFocus
            type="text"
            inputMode="url"
            aria-label={t('edit.address')}
            placeholder="https://"
            value={linking}
            onChange={(e) => setLinking(e.target.value)}
            onKeyDown={(e) => e.key === 'Escape' && setLinking(null)}
          />
          <Button type="submit">{t('edit.setLink')}</Button>
          <Button look="quiet" onClick={() => setLink('')}>
            {t('edit.noLink')}
          </Button>
        </form>
      )}
    </div>
  )
}

const text = (node: unknown): string => {
  const n = node as { text?: string; content?: unknown[]; type?: string } | null
  return n?.text ?? (n?.content ?? []).map(text).join(n?.type === 'doc' || n?.type?.endsWith('List') ? '\n' : '')
}

type HistoryProps = { docKey: string; section: string; lang: Lang; onRestore: (content: unknown) => void }
function History({ docKey, section, lang, onRestore }: HistoryProps) {
  const t = useT('documents')
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const rows = useEndpoint(documentEndpoints.history, { params: { eventId: event.id, key: docKey as never, section }, query: { lang } })
  return (
    <Loaded of={rows}>
      {(data) =>
        data.rows.length === 0 ? (
          <p className="md sec">{t('edit.noHistory')}</p>
        ) : (
          <ol className="edhistory">
            {data.rows.map((r) => (
              <li key={r.id}>
                <p className="row md">
                  <b>{format.dateTime(r.writtenAt)}</b> <span className="mut">{r.writtenBy}</span>
                  <span className="sp" />
                  <Button look="quiet" icon="undo" onClick={() => onRestore(r.content)}>
                    {t('edit.restore')}
                  </Button>
                </p>
                <p className="sm sec edold">{text(r.content).slice(0, 240)}</p>
              </li>
            ))}
          </ol>
        )
      }
    </Loaded>
  )
}

/** Writes one section in one language: saved by itself a moment after the last key, never over somebody else's words. */
export default function SectionEditor({ docKey, section, lang, onLang, onClose, onSaved }: Props) {
  const t = useT('documents')
  const name = useName()
  const event = useThisEvent()
  const format = useFormat(event.zone)
  const [history, setHistory] = useState(false)
  const own = section.texts[lang]
  const other: Lang = lang === 'en' ? 'zh-TW' : 'en'
  const save = useAutosave({ eventId: event.id, docKey, section: section.key, lang, version: own.version, onSaved })
  const editor = useEditor({
    extensions: [
      StarterKit.configure({
        heading: { levels: [1, 2] },
        blockquote: false,
        code: false,
        codeBlock: false,
        strike: false,
        underline: false,
        horizontalRule: false,
        link: { openOnClick: false, protocols: ['http', 'https', 'mailto'], isAllowedUri: (url) => address.test(url) },
      }),
    ],
    content: (own.content as object | null) ?? '',
    autofocus: 'end',
    editorProps: { attributes: { 'aria-label': name(section.title), role: 'textbox', 'aria-multiline': 'true', lang: languages[lang] } },
    onUpdate: ({ editor: e }) => save.changed(e.getJSON()),
  })
  const empty = useEditorState({ editor, selector: ({ editor: e }) => e?.isEmpty ?? true })
  const leave = (go: () => void) => void save.settled().then((ok) => ok && go())
  useEffect(() => {
    const key = (e: KeyboardEvent) => {
      if ((e.ctrlKey || e.metaKey) && e.key === 's') {
        e.preventDefault()
        save.now()
      }
    }
    addEventListener('keydown', key)
    return () => removeEventListener('keydown', key)
  }, [save])
  const status =
    save.state === 'saving'
      ? t('edit.saving')
      : save.state === 'failed'
        ? t('edit.failed')
        : save.state === 'waiting'
          ? t('edit.waiting')
          : save.savedAt
            ? t('edit.savedAt', { time: format.time(save.savedAt) })
            : own.updatedAt
              ? t('edit.lastBy', { who: own.updatedBy, when: format.dateTime(own.updatedAt) })
              : t('edit.fresh')
  return (
    <section className="edbox" aria-label={name(section.title)}>
      <header className="row wrap">
        <h2>{name(section.title)}</h2>
        <span className={`md ${save.state === 'failed' ? 'amber' : 'mut'}`} role="status">
          {status}
        </span>
        <span className="sp" />
        <Button look="quiet" icon="history" aria-expanded={history} onClick={() => setHistory(!history)}>
          {t('edit.history')}
        </Button>
        <Segments
          label={t('edit.language')}
          value={lang}
          onChange={(v) => leave(() => onLang(v as Lang))}
          options={(['zh-TW', 'en'] as const).map((l) => ({
            value: l,
            label: (l === lang ? !empty : section.texts[l].written)
              ? t(`lang.${l === 'en' ? 'en' : 'zh'}`)
              : t(`lang.${l === 'en' ? 'noEn' : 'noZh'}`),
          }))}
        />
        <Button onClick={() => leave(onClose)}>{t('edit.close')}</Button>
      </header>
      <p className="md sec">{name(section.guide)}</p>
      {empty && section.texts[other].written && (
        <Alert
          tone="indigo"
          title={t(`edit.only.${other === 'en' ? 'en' : 'zh'}`)}
          action={
            <Button
              icon="copy"
              onClick={() =>
                editor
                  ?.chain()
                  .setContent(section.texts[other].content as object, { emitUpdate: true })
                  .focus('end')
                  .run()
              }
            >
              {t(`edit.from.${other === 'en' ? 'en' : 'zh'}`)}
            </Button>
          }
        >
          {t(`edit.onlyHelp.${other === 'en' ? 'en' : 'zh'}`)}
        </Alert>
      )}
      {save.state === 'conflict' && (
        <Alert
          title={t('edit.conflict')}
          action={
            <>
              <Button
                onClick={() =>
                  void save
                    .takeTheirs()
                    .then((content) => editor?.commands.setContent((content as object | null) ?? '', { emitUpdate: false }))
                }
              >
                {t('edit.theirs')}
              </Button>
              <Button onClick={() => void save.keepMine()}>{t('edit.mine')}</Button>
            </>
          }
        >
          {save.theirs && (
            <>
              <p>
                {t('edit.theirsBy', {
                  who: save.theirs.updatedBy,
                  when: save.theirs.updatedAt ? format.dateTime(save.theirs.updatedAt) : '',
                })}
              </p>
              <p className="sm edold edtheirs">{text(save.theirs.content)}</p>
            </>
          )}
          {t('edit.conflictHelp')}
        </Alert>
      )}
      {history && (
        <History
          docKey={docKey}
          section={section.key}
          lang={lang}
          onRestore={(content) => {
            editor?.commands.setContent(content as object, { emitUpdate: true })
            setHistory(false)
          }}
        />
      )}
      {editor && <Tools editor={editor} />}
      <EditorContent editor={editor} className="edtext" />
    </section>
  )
}
