import { modules } from '../modules.ts'
import { fakeServer } from './fake.ts'
import gallery from './module.tsx'

fakeServer()
modules.splice(0, modules.length, gallery)
const start = location.hash.slice(1)
if (start) history.replaceState(null, '', `/app${start}`)
await import('../main.tsx')
