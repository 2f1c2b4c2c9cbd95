import { useElementSize } from '@mantine/hooks'
import { number } from '../../../ui/format.ts'

const HIGH = 170
const FOOT = 22

/** Arrivals by quarter hour: a bar each, the hours named below, the busiest one with its figure. */
export function Arrivals({ bins, label }: { bins: { time: string; count: number }[]; label: string }) {
  const { ref, width } = useElementSize()
  const most = Math.max(1, ...bins.map((b) => b.count))
  const peak = bins.findIndex((b) => b.count === most)
  // Few bars would be slabs: a quarter hour is never wider than 48 px.
  const step = Math.min(48, width / Math.max(1, bins.length))
  const x = (i: number) => i * step
  // Hour marks keep 44 px apart.
  const every = Math.max(1, Math.ceil(44 / Math.max(1, step * 4)))
  const first = bins.findIndex((b) => b.time.endsWith(':00'))
  return (
    <div ref={ref} className="chartbox">
      <svg className="chart" width={width} height={HIGH} role="img" aria-label={label}>
        {bins.map((b, i) => {
          const tall = (b.count / most) * (HIGH - FOOT - 24)
          const hour = b.time.endsWith(':00') || (first < 0 && i === 0)
          return (
            <g key={b.time}>
              <rect
                x={x(i) + step * 0.12}
                width={step * 0.76}
                y={HIGH - FOOT - tall}
                height={tall}
                fill="var(--indigo)"
                opacity={i === peak ? 1 : 0.5}
              >
                <title>{`${b.time} ${number(b.count)}`}</title>
              </rect>
              {i === peak && (
                <text
                  className="strong"
                  x={x(i) + step / 2}
                  y={HIGH - FOOT - tall - 7}
                  textAnchor={i === 0 ? 'start' : i > bins.length - 3 && bins.length > 6 ? 'end' : 'middle'}
                >
                  {number(b.count)}
                </text>
              )}
              {hour && ((i - Math.max(0, first)) / 4) % every === 0 && (
                <text x={x(i) + step * 0.12} y={HIGH - 6}>
                  {b.time}
                </text>
              )}
            </g>
          )
        })}
        <path d={`M0 ${HIGH - FOOT}H${width}`} stroke="var(--ink-3)" />
      </svg>
    </div>
  )
}
