/** Loaded before the app (`--import`): its wall clock runs as many ms off as `CLOCK_OFFSET` and later messages say. Timers keep true time. */
const TrueDate = Date
let offset = Number(process.env.CLOCK_OFFSET ?? 0)
const now = () => TrueDate.now() + offset
globalThis.Date = class extends TrueDate {
  constructor(...args: unknown[]) {
    super(...((args.length ? args : [now()]) as [number]))
  }
  static override now = now
} as DateConstructor
process.on('message', (m: { clock?: number }) => {
  if (m.clock !== undefined) offset = m.clock
})
