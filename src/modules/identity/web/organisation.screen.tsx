import './settings.css'
import { useRef } from 'react'
import { ColorInput } from '@mantine/core'
import { useController, useFormContext } from 'react-hook-form'
import { z } from 'zod'
import { href } from '../../../kernel/web/client.ts'
import { useT } from '../../../kernel/web/i18n.ts'
import { useCall, useEndpoint } from '../../../kernel/web/query.ts'
import { useSessionReset } from '../../../kernel/web/session.tsx'
import { Button, Facts, Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { toast } from '../../../ui/feedback.tsx'
import { Form, useKitForm } from '../../../ui/form.tsx'
import { Page } from '../../../ui/record.tsx'
import { Loaded, useProblemText } from '../../../ui/states.tsx'
import { organisationEndpoints, organisationFields } from '../contract/organisation.ts'
import type { Organisation } from '../contract/organisation.ts'
import { BankAccount } from './bank.tsx'

// The server says what is wrong with a tax ID; a form's own message could only say that something is.
const schema = z.strictObject({ ...organisationFields, taxId: z.string().trim().max(20) })
type Values = z.output<typeof schema>

/** The head and foot of a paper as letters and documents carry it. */
function Letterhead({ of, logo }: { of: Values; logo: string | null }) {
  const t = useT('identity')
  const foot = [
    of.address,
    of.phone,
    of.email,
    of.website.replace(/^https?:\/\//, ''),
    of.taxId && t('organisation.taxLine', { taxId: of.taxId }),
  ].filter(Boolean)
  return (
    <div className="letterhead" style={{ '--brand': of.colour || '#1f2328' } as object} role="img" aria-label={t('organisation.preview')}>
      <header>
        {logo && <img src={logo} alt="" />}
        <div>
          <b>{of.name || t('organisation.name')}</b>
          <span>{of.nameEn}</span>
        </div>
      </header>
      <div className="lines">
        {[46, 92, 96, 88, 94, 60].map((w) => (
          <i key={w} style={{ width: `${w}%` }} />
        ))}
      </div>
      <footer>{foot.length > 0 ? foot.map((line) => <span key={line}>{line}</span>) : t('organisation.footEmpty')}</footer>
    </div>
  )
}

function Colour() {
  const t = useT('identity')
  const { field, fieldState } = useController({ name: 'colour' })
  return (
    <ColorInput
      {...field}
      value={field.value ?? ''}
      label={t('organisation.colour')}
      description={t('organisation.colourHelp')}
      error={fieldState.error?.message}
      format="hex"
      swatches={['#1F2328', '#C4412B', '#2E7D6B', '#3B4B8C', '#855510', '#7B4F7F', '#2B6B80']}
      eyeDropperButtonProps={{ 'aria-label': t('organisation.pick') }}
    />
  )
}
const Watched = ({ logo }: { logo: string | null }) => <Letterhead of={useFormContext().watch() as Values} logo={logo} />

function Logo({ of, logo }: { of: Organisation; logo: string | null }) {
  const t = useT('identity')
  const text = useProblemText()
  const input = useRef<HTMLInputElement>(null)
  const put = useCall(organisationEndpoints.putLogo, { invalidates: ['/organisation'] })
  const remove = useCall(organisationEndpoints.removeLogo, { invalidates: ['/organisation'] })
  const say = (done: Promise<unknown>) =>
    void done.then(
      () => toast(t('saved')),
      (error) => toast(text(error), { tone: 'amber' }),
    )
  return (
    <div className="logoline">
      <span className="logobox">{logo ? <img src={logo} alt={t('organisation.logo')} /> : t('organisation.noLogo')}</span>
      {of.can.update && (
        <div>
          <div className="row">
            <Button icon="upload" busy={put.isPending} onClick={() => input.current?.click()}>
              {t(logo ? 'organisation.changeLogo' : 'organisation.addLogo')}
            </Button>
            {logo && (
              <Button look="quiet" icon="trash" aria-label={t('organisation.dropLogo')} onClick={() => say(remove.mutateAsync({}))} />
            )}
          </div>
          <p className="sm mut">{t('organisation.logoHelp')}</p>
          <input
            ref={input}
            type="file"
            accept="image/png,image/jpeg,image/webp"
            hidden
            aria-label={t('organisation.logo')}
            onChange={(event) => {
              const file = event.currentTarget.files?.[0]
              event.currentTarget.value = ''
              if (file) say(put.mutateAsync({ query: { name: file.name }, body: file as never }))
            }}
          />
        </div>
      )}
    </div>
  )
}

function Edit({ of, logo }: { of: Organisation; logo: string | null }) {
  const t = useT('identity')
  const reset = useSessionReset()
  const save = useCall(organisationEndpoints.update, { invalidates: ['/organisation'] })
  const { id: _i, logoFileId: _l, version: _v, can: _c, ...values } = of
  const form = useKitForm({ schema, defaults: values })
  return (
    <Form
      form={form}
      onSubmit={async (body: Values) => {
        const after = await save.mutateAsync({ body: { ...body, version: of.version } })
        form.reset(body)
        toast(t('saved'))
        if (after.name !== of.name) await reset()
      }}
    >
      <div className="twocol">
        <div className="form">
          <div className="fields">
            <Field.Text name="name" label={t('organisation.name')} required autoComplete="organization" />
            <Field.Text name="nameEn" label={t('organisation.nameEn')} />
            <Field.Text name="taxId" label={t('organisation.taxId')} help={t('organisation.taxHelp')} />
            <Field.Phone name="phone" label={t('organisation.phone')} />
            <Field.Email name="email" label={t('email')} />
            <Field.Url name="website" label={t('organisation.website')} placeholder="https://" />
          </div>
          <Field.Text name="address" label={t('organisation.address')} autoComplete="street-address" />
          <Colour />
        </div>
        <div>
          <Section title={t('organisation.preview')}>
            <Logo of={of} logo={logo} />
          </Section>
          <Watched logo={logo} />
        </div>
      </div>
    </Form>
  )
}

export default function OrganisationSettings() {
  const t = useT('identity')
  const found = useEndpoint(organisationEndpoints.get)
  return (
    <Page title={t('menu.organisation')} note={t('organisation.note')}>
      <Loaded of={found}>
        {(of) => {
          const logo = of.logoFileId && href(organisationEndpoints.logo, { query: { v: of.logoFileId } })
          if (of.can.update) return <Edit key={of.version} of={of} logo={logo} />
          return (
            <div className="twocol">
              <Facts
                items={[
                  [t('organisation.name'), of.name],
                  [t('organisation.nameEn'), of.nameEn || '—'],
                  [t('organisation.taxId'), of.taxId || '—'],
                  [t('organisation.phone'), of.phone || '—'],
                  [t('email'), of.email || '—'],
                  [t('organisation.website'), of.website || '—'],
                  [t('organisation.address'), of.address || '—'],
                  [
                    t('organisation.colour'),
                    of.colour ? (
                      <>
                        <i className="swatch" style={{ background: of.colour }} /> {of.colour}
                      </>
                    ) : (
                      '—'
                    ),
                  ],
                ]}
              />
              <Letterhead of={of} logo={logo} />
            </div>
          )
        }}
      </Loaded>
      <BankAccount />
    </Page>
  )
}
