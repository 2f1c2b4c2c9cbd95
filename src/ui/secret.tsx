import { Modal } from '@mantine/core'
import { useT } from '../kernel/web/i18n.ts'
import { Alert, Button } from './bits.tsx'
import { toast } from './feedback.tsx'

/** A key or secret, the one time that it is shown; `note` says what it opens. */
export function SecretOnce({ of, note, onClose }: { of: { name: string; secret: string } | null; note: string; onClose: () => void }) {
  const t = useT('ui')
  const copy = () => navigator.clipboard.writeText(of?.secret ?? '').then(() => toast(t('secret.copied')))
  return (
    <Modal
      opened={of !== null}
      onClose={onClose}
      title={of?.name}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('close') }}
    >
      <Alert title={t('secret.once')}>{note}</Alert>
      <div className="keybox">
        <code>{of?.secret}</code>
        <Button icon="copy" onClick={() => void copy()}>
          {t('secret.copy')}
        </Button>
      </div>
      <div className="row acts end">
        <Button large look="primary" onClick={onClose}>
          {t('secret.kept')}
        </Button>
      </div>
    </Modal>
  )
}
