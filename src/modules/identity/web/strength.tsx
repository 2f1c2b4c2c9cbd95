import './strength.css'
import { useEffect, useState } from 'react'
import { useFormContext } from 'react-hook-form'
import { call } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { Field } from '../../../ui/fields.tsx'
import { passwordEndpoints, type strengths } from '../contract/session.ts'

type Strength = (typeof strengths)[number]
const marks: Record<Strength, number> = { short: 1, known: 1, fair: 2, good: 3 }

/** A new password with a hint beside it, by the server's own rule; `own` is what everybody knows of the person. */
export function NewPassword({ name, label, own = [] }: { name: string; label: string; own?: string[] }) {
  const t = useT('identity')
  const typed = String(useFormContext().watch(name) ?? '')
  const [found, setFound] = useState<{ of: string; strength: Strength } | null>(null)
  const known = own.join('\n')
  useEffect(() => {
    if (!typed) return
    const timer = setTimeout(() => {
      void call(passwordEndpoints.check, { body: { password: typed, own: known ? known.split('\n') : [] } }).then(
        ({ strength }) => setFound({ of: typed, strength }),
        () => setFound(null),
      )
    }, 400)
    return () => clearTimeout(timer)
  }, [typed, known])
  const strength = typed && found ? found.strength : null
  return (
    <div>
      <Field.Password name={name} label={label} help={t('passwordHelp')} required autoComplete="new-password" />
      <p className={`strength ${strength ?? ''}`} role="status">
        <span aria-hidden="true">
          {[1, 2, 3].map((n) => (
            <i key={n} className={strength && n <= marks[strength] ? 'on' : ''} />
          ))}
        </span>
        {strength && t(`strength.${strength}`)}
      </p>
    </div>
  )
}
