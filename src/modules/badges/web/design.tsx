import { Switch, TextInput } from '@mantine/core'
import { useFormContext } from 'react-hook-form'
import { pick } from '../../../kernel/contract/localized.ts'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { Section } from '../../../ui/bits.tsx'
import { Field } from '../../../ui/fields.tsx'
import { categoryNames, type TicketCategory } from '../../registration/contract/ticket.ts'
import {
  type BadgeBand,
  type BadgeDesign,
  type BadgeField,
  badgeFields,
  badgePapers,
  badgeSizes,
  type BadgeState,
  badgeWords,
  bandDefaults,
  bandOf,
  contrast,
  inkOn,
  isLabel,
  sizeOf,
} from '../contract/badge.ts'

function Shown({ disabled, hasLogo }: { disabled: boolean; hasLogo: boolean }) {
  const t = useT('badges')
  const { watch, setValue } = useFormContext<BadgeDesign>()
  const show = watch('show')
  const turn = (field: BadgeField, on: boolean) =>
    setValue('show', on ? badgeFields.filter((f) => f === field || show.includes(f)) : show.filter((f) => f !== field), {
      shouldDirty: true,
    })
  const help: Partial<Record<BadgeField, string>> = {
    diet: t('help.diet'),
    qr: t('help.qr'),
    ...(hasLogo ? {} : { logo: t('help.noLogo') }),
  }
  return (
    <div className="bdshow">
      {badgeFields.map((field) => (
        <Switch
          key={field}
          label={t(`field.${field}`)}
          description={help[field]}
          disabled={disabled}
          checked={show.includes(field)}
          onChange={(event) => turn(field, event.currentTarget.checked)}
        />
      ))}
    </div>
  )
}

/** One row a category that the event sells; what equals the usual one is not kept. */
function Bands({ disabled, categories, label }: { disabled: boolean; categories: TicketCategory[]; label: boolean }) {
  const t = useT('badges')
  const lang = useLang()
  const { watch, setValue } = useFormContext<BadgeDesign>()
  const bands = watch('bands')
  const words = watch('words')
  const change = (category: TicketCategory, patch: Partial<BadgeBand>) => {
    const own = bands.find((b) => b.category === category) ?? { category, colour: bandDefaults[category].colour, zh: '', en: '' }
    setValue('bands', [...bands.filter((b) => b.category !== category), { ...own, ...patch }], { shouldDirty: true })
  }
  return (
    <div>
      {categories.map((category) => {
        const band = bandOf({ bands }, category)
        const own = bands.find((b) => b.category === category)
        const name = pick(categoryNames[category], lang)
        const text = [words === 'en' ? '' : band.zh, words === 'zh' ? '' : band.en].filter(Boolean).join(' ') || t('band.ticketName')
        const colour = /^#[0-9a-f]{6}$/i.test(band.colour) ? band.colour : '#000000'
        return (
          <div className="bdband" key={category} role="group" aria-label={name}>
            <input
              type="color"
              aria-label={t('band.pick', { name })}
              value={colour}
              disabled={disabled || label}
              onChange={(event) => change(category, { colour: event.currentTarget.value })}
            />
            <TextInput
              aria-label={t('band.colour', { name })}
              value={band.colour}
              disabled={disabled || label}
              maxLength={7}
              error={colour !== band.colour && t('band.badColour')}
              onChange={(event) => change(category, { colour: event.currentTarget.value.trim() })}
            />
            <TextInput
              className="wide"
              aria-label={t('band.zh', { name })}
              placeholder={bandDefaults[category].zh || t('band.ticketName')}
              value={own?.zh ?? ''}
              disabled={disabled}
              maxLength={40}
              onChange={(event) => change(category, { zh: event.currentTarget.value })}
            />
            <TextInput
              className="wide"
              aria-label={t('band.en', { name })}
              placeholder={bandDefaults[category].en || t('band.ticketName')}
              value={own?.en ?? ''}
              disabled={disabled}
              maxLength={40}
              onChange={(event) => change(category, { en: event.currentTarget.value })}
            />
            <div className="wide">
              <div
                className="bdsample"
                style={label ? { background: '#000', color: '#fff' } : { background: colour, color: inkOn(colour) }}
              >
                {text}
              </div>
              <p className="sm mut">
                {name}
                {!label && `　${t('band.contrast', { ratio: contrast(colour, inkOn(colour)).toFixed(1) })}`}
              </p>
            </div>
          </div>
        )
      })}
    </div>
  )
}

/** The whole layout, by switches, colours and words. */
export function Design({ state, disabled }: { state: BadgeState; disabled: boolean }) {
  const t = useT('badges')
  const { watch } = useFormContext<BadgeDesign>()
  const size = watch('size')
  const own = watch('bands').map((b) => b.category)
  const sold = [...new Set(state.tickets.map((x) => x.category))]
  const categories = [...new Set<TicketCategory>([...(sold.length ? sold : (['general', 'speaker', 'vip', 'staff'] as const)), ...own])]
  const { columns, rows } = sizeOf[size]
  return (
    <>
      <Section title={t('size.title')} note={t('size.note')}>
        <div className="fields">
          <Field.Select
            name="size"
            label={t('size.label')}
            required
            disabled={disabled}
            options={badgeSizes.map((value) => ({ value, label: t(`size.${value}`) }))}
          />
          <Field.Select
            name="paper"
            label={t('paper.label')}
            help={isLabel(size) ? t('paper.labelHelp') : undefined}
            required
            disabled={disabled}
            options={badgePapers.map((value) => ({ value, label: t(`paper.${value}`, { n: columns * rows }) }))}
          />
          <Field.Select
            name="words"
            label={t('words.label')}
            help={t('words.help')}
            required
            disabled={disabled}
            options={badgeWords.map((value) => ({ value, label: t(`words.${value}`) }))}
          />
        </div>
      </Section>
      <Section title={t('fields')} note={t('fieldsNote')}>
        <Shown disabled={disabled} hasLogo={state.hasLogo} />
      </Section>
      <Section title={t('band.title')} note={isLabel(size) ? t('band.labelNote') : t('band.note')}>
        <Bands disabled={disabled} categories={categories} label={isLabel(size)} />
      </Section>
      <Section title={t('back.title')} note={isLabel(size) ? t('back.labelNote') : t('back.note')}>
        <Field.Localized name="back" label={t('back.label')} area disabled={disabled} />
      </Section>
    </>
  )
}
