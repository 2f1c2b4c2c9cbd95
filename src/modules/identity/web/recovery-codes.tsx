import './factors.css'
import { Modal } from '@mantine/core'
import { useT } from '../../../kernel/web/i18n.ts'
import { useSession } from '../../../kernel/web/session.tsx'
import { Alert, Button } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'

/** The ten codes, this once: to print, to keep as a file, or to copy. */
export default function RecoveryCodes({ codes, onClose }: { codes: string[]; onClose: () => void }) {
  const t = useT('identity')
  const email = useSession().data?.user?.email ?? ''
  const text = `${t('factors.codesHead', { email, host: location.host })}\r\n\r\n${codes.join('\r\n')}\r\n\r\n${t('factors.codesOnce')}\r\n`
  const save = () => {
    const url = URL.createObjectURL(new Blob([`\uFEFF${text}`], { type: 'text/plain' }))
    Object.assign(document.createElement('a'), { href: url, download: `bantoh-${t('factors.codesFile')}.txt` }).click()
    setTimeout(() => URL.revokeObjectURL(url), 10_000)
  }
  const print = () => {
    const frame = document.createElement('iframe')
    frame.style.cssText = 'position:fixed;width:0;height:0;border:0'
    frame.setAttribute('aria-hidden', 'true')
    document.body.append(frame)
    const page = frame.contentDocument!
    const pre = page.createElement('pre')
    pre.style.cssText = 'font:16px/28px ui-monospace,monospace;white-space:pre-wrap'
    pre.textContent = text
    page.body.append(pre)
    frame.contentWindow!.print()
    setTimeout(() => frame.remove(), 60_000)
  }
  return (
    <Modal
      opened
      zIndex={410}
      onClose={onClose}
      closeOnClickOutside={false}
      title={t('factors.codesTitle')}
      size={480}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <p className="sec">{t('factors.codesNote')}</p>
      <ul className="codes">
        {codes.map((c) => (
          <li key={c}>{c}</li>
        ))}
      </ul>
      <div className="row wrap">
        <Button icon="download" onClick={save}>
          {t('factors.save')}
        </Button>
        <Button icon="print" onClick={print}>
          {t('factors.print')}
        </Button>
        <Button icon="copy" onClick={() => void navigator.clipboard.writeText(codes.join('\n')).then(() => toast(t('factors.copied')))}>
          {t('factors.copy')}
        </Button>
      </div>
      <Alert title={t('factors.codesOnce')}>{t('factors.codesKeep')}</Alert>
      <div className="row acts end">
        <Button large look="primary" onClick={onClose}>
          {t('factors.kept')}
        </Button>
      </div>
    </Modal>
  )
}
