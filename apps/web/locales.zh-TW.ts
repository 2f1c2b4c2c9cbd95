import type { Catalogues } from '../../src/kernel/web/i18n.ts'
import { byModule } from './locales.ts'

export default byModule(
  import.meta.glob<Catalogues[string]>(['../../src/modules/*/locale/zh-TW.json', '../../src/ui/locale/zh-TW.json', './locale/zh-TW.json'], {
    eager: true,
    import: 'default',
  }),
)
