import { Modal } from '@mantine/core'
import { useT } from '../kernel/web/i18n.ts'
import { Button } from './bits.tsx'
import type { Question } from './feedback.tsx'

export default function ConfirmModal({ question }: { question: Question }) {
  const t = useT('ui')
  return (
    <Modal opened onClose={() => question.answer(false)} title={question.title} size="sm" closeButtonProps={{ 'aria-label': t('close') }}>
      {question.body && <p className="sec">{question.body}</p>}
      <div className="row acts end">
        <Button large onClick={() => question.answer(false)}>
          {t('goBack')}
        </Button>
        <Button large look="primary" data-autofocus onClick={() => question.answer(true)}>
          {question.action}
        </Button>
      </div>
    </Modal>
  )
}
