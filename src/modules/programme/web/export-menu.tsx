import { Menu } from '@mantine/core'
import { useLang, useT } from '../../../kernel/web/i18n.ts'
import { href } from '../../../kernel/web/client.ts'
import { Button } from '../../../ui/bits.tsx'
import { exportFormats, programmeEndpoints } from '../contract/programme.ts'

/** The programme as a file of any exchange format. */
export function ExportMenu({ eventId }: { eventId: string }) {
  const t = useT('programme')
  const lang = useLang()
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        <Button icon="download">{t('ui:export')}</Button>
      </Menu.Target>
      <Menu.Dropdown>
        {exportFormats.map((format) => (
          <Menu.Item
            key={format}
            component="a"
            href={href(programmeEndpoints.export, { params: { eventId }, query: { format, lang } })}
            download
          >
            {t(`export.${format}`)}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}
