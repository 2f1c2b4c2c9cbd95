import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react'
import { useT } from '../kernel/web/i18n.ts'
import { Button } from './bits.tsx'
import { Icon } from './icons.tsx'

type Toast = { id: number; text: string; tone: 'jade' | 'amber'; undo?: () => void }
export type Question = { title: string; body?: string; action: string; answer: (yes: boolean) => void }
type State = { toasts: Toast[]; question: Question | null }

let state: State = { toasts: [], question: null }
const listeners = new Set<() => void>()
const set = (next: Partial<State>) => {
  state = { ...state, ...next }
  for (const listener of listeners) listener()
}
const subscribe = (listener: () => void) => {
  listeners.add(listener)
  return () => void listeners.delete(listener)
}
let count = 0

/** A short word at the foot; with `undo` it stays longer and offers 復原. */
export const toast = (text: string, options: { tone?: 'jade' | 'amber'; undo?: () => void } = {}): void =>
  set({ toasts: [...state.toasts.slice(-2), { id: ++count, text, tone: 'jade', ...options }] })

/** Asks before what can't be undone. `action` is the verb on the button. */
export const confirm = (question: Omit<Question, 'answer'>): Promise<boolean> =>
  new Promise((resolve) =>
    set({
      question: {
        ...question,
        answer: (yes) => {
          set({ question: null })
          resolve(yes)
        },
      },
    }),
  )

const ConfirmModal = lazy(() => import('./confirm.tsx'))

function ToastLine({ toast }: { toast: Toast }) {
  const t = useT('ui')
  const close = () => set({ toasts: state.toasts.filter((one) => one !== toast) })
  useEffect(() => {
    const timer = setTimeout(close, toast.undo ? 10_000 : 5_000)
    return () => clearTimeout(timer)
  })
  return (
    <div className="toast">
      <Icon name={toast.tone === 'jade' ? 'check' : 'warn'} />
      <span>{toast.text}</span>
      {toast.undo && (
        <Button
          look="quiet"
          icon="undo"
          onClick={() => {
            toast.undo?.()
            close()
          }}
        >
          {t('undo')}
        </Button>
      )}
      <Button look="quiet" icon="x" aria-label={t('close')} onClick={close} />
    </div>
  )
}

/** Mounted once by `KitProvider`. */
export function FeedbackHost() {
  const { toasts, question } = useSyncExternalStore(subscribe, () => state)
  return (
    <>
      <div className="toasts" role="status" aria-live="polite">
        {toasts.map((one) => (
          <ToastLine key={one.id} toast={one} />
        ))}
      </div>
      {question && (
        <Suspense>
          <ConfirmModal question={question} />
        </Suspense>
      )}
    </>
  )
}
