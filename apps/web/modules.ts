import type { WebModule } from '../../src/kernel/web/module.tsx'

const files = import.meta.glob<WebModule>('../../src/modules/*/web/module.tsx', { eager: true, import: 'default' })
export const modules = Object.values(files)
