import type { Catalogues } from '../../src/kernel/web/i18n.ts'
import { byModule } from './locales.ts'

export default byModule(
  import.meta.glob<Catalogues[string]>(['../../src/modules/*/locale/en.json', '../../src/ui/locale/en.json', './locale/en.json'], {
    eager: true,
    import: 'default',
  }),
)
