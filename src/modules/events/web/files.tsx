import { useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { call, href, keyOf } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useCan } from '../../../kernel/web/session.tsx'
import type { EventScope } from '../../../kernel/web/session.tsx'
import { Button, LinkButton, ProgressBar } from '../../../ui/bits.tsx'
import { confirm, toast } from '../../../ui/feedback.tsx'
import { number, useFormat } from '../../../ui/format.ts'
import { Icon } from '../../../ui/icons.tsx'
import { EmptyState, Loaded, useProblemText } from '../../../ui/states.tsx'
import { fileEndpoints, type FileRow, ownFileEndpoints } from '../contract/desk.ts'
import { thing } from './activity-text.ts'
import { send, type Sent } from './upload.ts'

type Of = { entity: string; entityId: string }
/** Larger pictures show as an icon: a list of them would load them whole. */
const PREVIEW_BYTES = 3_000_000
/** The endpoints of the open event, or of the organisation where none is open. */
const at = (event: EventScope | null) =>
  event
    ? { api: fileEndpoints, params: { eventId: event.id }, path: '/events/:eventId/files' }
    : { api: ownFileEndpoints as unknown as typeof fileEndpoints, params: {} as { eventId: string }, path: '/files' }
const size = (bytes: number) => (bytes < 1_000_000 ? `${number(Math.max(1, bytes / 1000))} kB` : `${number(bytes / 1_000_000, 1)} MB`)

function One({ file, event, where }: { file: FileRow; event: EventScope | null; where: boolean }) {
  const t = useT('events')
  const can = useCan()
  const format = useFormat(event?.zone)
  const { api, params: home, path } = at(event)
  const params = { ...home, id: file.id }
  const remove = useCall(api.remove, { invalidates: [path] })
  const image = file.mime.startsWith('image/')
  // Each list brings a new link; the picture stays with the first one.
  const [picture] = useState(file.link)
  const text = useProblemText()
  const inline = image || file.mime === 'application/pdf'
  const copyLink = async () => {
    try {
      const { url } = await call(api.link, { params })
      await navigator.clipboard.writeText(url)
      toast(t('file.linkCopied'))
    } catch (error) {
      toast(text(error), { tone: 'amber' })
    }
  }
  const drop = async () => {
    if (await confirm({ title: t('file.removeAsk', { name: file.name }), body: t('file.removeBody'), action: t('file.remove') }))
      remove.mutate({ params })
  }
  return (
    <li>
      {image && file.size < PREVIEW_BYTES ? (
        <img className="thumb-image" src={picture ?? href(api.get, { params, query: { inline: 'true' } })} alt="" loading="lazy" />
      ) : (
        <span className="thumb-image">
          <Icon name="file" />
        </span>
      )}
      <div className="cut">
        <a
          className="cut"
          href={href(api.get, { params, query: { inline: String(inline) } })}
          {...(inline ? { target: '_blank', rel: 'noreferrer' } : {})}
        >
          <b>{file.name}</b>
        </a>
        <div className="mut sm cut">
          {size(file.size)}
          {file.width && `　${file.width} × ${file.height}`}　{file.createdByName}　
          {format.dateTime(file.createdAt, { short: true, weekday: false })}
          {where && file.entity && `　${t('file.of', { thing: thing(file.entity) })}`}
        </div>
      </div>
      <div className="row">
        {inline && <Button look="quiet" icon="link" aria-label={t('file.copyLink', { name: file.name })} onClick={() => void copyLink()} />}
        <LinkButton look="quiet" icon="download" aria-label={t('file.download', { name: file.name })} href={href(api.get, { params })} />
        {can('files.write') && (
          <Button
            look="quiet"
            icon="trash"
            aria-label={t('file.removeOne', { name: file.name })}
            busy={remove.isPending}
            onClick={() => void drop()}
          />
        )}
      </div>
    </li>
  )
}

/** Files of a record, or with `of` null of the whole event: dropped or chosen, sent one by one with their progress. */
export function FilesOf({ of, event }: { of: Of | null; event: EventScope | null }) {
  const t = useT('events')
  const can = useCan()
  const client = useQueryClient()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  const [sending, setSending] = useState<Sent[]>([])
  const { api, params, path } = at(event)
  const list = useEndpoint(api.list, { params, query: of ?? {} })
  const upload = async (files: File[]) => {
    for (const file of files) {
      const put = (part: number) => setSending((all) => [...all.filter((one) => one.name !== file.name), { name: file.name, part }])
      put(0)
      try {
        await send(href(api.upload, { params, query: { ...of, name: file.name } }), file, put)
      } catch (error) {
        toast(`${file.name}：${(error as Error).message || t('file.failed')}`, { tone: 'amber' })
      }
      setSending((all) => all.filter((one) => one.name !== file.name))
      await client.invalidateQueries({ queryKey: keyOf(path, { params }) })
    }
  }
  return (
    <>
      {can('files.write') && (
        <div
          className={over ? 'drop over' : 'drop'}
          onDragOver={(e) => {
            e.preventDefault()
            setOver(true)
          }}
          onDragLeave={() => setOver(false)}
          onDrop={(e) => {
            e.preventDefault()
            setOver(false)
            void upload([...e.dataTransfer.files])
          }}
        >
          <span>{t('file.drop')}</span>
          <Button icon="upload" onClick={() => input.current?.click()}>
            {t('file.choose')}
          </Button>
          <span className="sm mut">{t('file.limit')}</span>
          <input
            ref={input}
            type="file"
            multiple
            hidden
            aria-label={t('file.choose')}
            onChange={(e) => {
              void upload([...(e.currentTarget.files ?? [])])
              e.currentTarget.value = ''
            }}
          />
        </div>
      )}
      {sending.map((one) => (
        <div key={one.name} className="row sm" role="status">
          <span className="cut">{one.name}</span>
          <span className="sp">
            <ProgressBar done={Math.round(one.part * 100)} total={100} label={one.name} />
          </span>
          <span className="n">{Math.round(one.part * 100)}%</span>
        </div>
      ))}
      <Loaded of={list}>
        {({ rows }) =>
          rows.length === 0 ? (
            <EmptyState icon="file" title={t('file.empty')}>
              {t('file.emptyHelp')}
            </EmptyState>
          ) : (
            <ul className="filelist">
              {rows.map((file) => (
                <One key={file.id} file={file} event={event} where={of === null} />
              ))}
            </ul>
          )
        }
      </Loaded>
    </>
  )
}
