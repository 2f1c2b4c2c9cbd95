import { Modal } from '@mantine/core'
import { useT } from '../../../kernel/web/i18n.ts'
import { Alert, Button } from '../../../ui/bits.tsx'
import { toast } from '../../../ui/feedback.tsx'

/** A secret, the one time that it is shown. */
export function Secret({ of: made, onClose }: { of: { name: string; secret: string } | null; onClose: () => void }) {
  const t = useT('integrations')
  return (
    <Modal
      opened={made !== null}
      onClose={onClose}
      title={made?.name}
      closeOnClickOutside={false}
      closeButtonProps={{ 'aria-label': t('ui:close') }}
    >
      <Alert title={t('secret.once')}>{t('secret.note')}</Alert>
      <div className="hook-secret">
        <code>{made?.secret}</code>
        <Button icon="copy" onClick={() => void navigator.clipboard.writeText(made?.secret ?? '').then(() => toast(t('secret.copied')))}>
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
