import { useElementSize } from '@mantine/hooks'
import { number } from './format.ts'

type Point = { label: string; value: number }
const nice = (max: number) => {
  const step = 10 ** Math.floor(Math.log10(Math.max(max, 1)))
  return [1, 1.2, 1.6, 2, 3, 4, 6, 8, 10].map((n) => n * step).find((n) => n >= max) ?? max
}
const path = (points: [number, number][]) => points.map(([x, y], i) => `${i ? 'L' : 'M'}${x.toFixed(1)} ${y.toFixed(1)}`).join('')

type LineProps = { label: string; points: Point[]; target?: number; plan?: number[]; ticks?: number; height?: number; today?: string }
/** A growing figure over time. `target` draws a dotted line, `plan` (same length as the whole axis) a dashed one; `points` may end before it. */
export function LineArea({ label, points, target, plan, ticks = 5, height = 190, today }: LineProps) {
  const { ref, width } = useElementSize()
  const length = Math.max(points.length, plan?.length ?? 0, 2)
  const top = nice(Math.max(target ?? 0, ...points.map((one) => one.value), ...(plan ?? [])))
  const x = (i: number) => (i / (length - 1)) * (width - 44)
  const y = (value: number) => height - 26 - (value / top) * (height - 44)
  const line = points.map((one, i): [number, number] => [x(i), y(one.value)])
  const last = line.at(-1)
  const every = Math.max(1, Math.round(points.length / ticks))
  return (
    <div ref={ref} className="chartbox">
      <svg className="chart" width={width} height={height} role="img" aria-label={label}>
        {[0, 1, 2, 3, 4].map((i) => (
          <g key={i}>
            <path d={`M0 ${y((top * i) / 4)}H${width - 40}`} stroke="var(--line)" />
            <text x={width - 32} y={y((top * i) / 4) + 4}>
              {number((top * i) / 4)}
            </text>
          </g>
        ))}
        {target !== undefined && <path d={`M0 ${y(target)}H${width - 40}`} stroke="var(--ink-3)" strokeDasharray="2 3" />}
        {last && <path d={`${path(line)}L${last[0]} ${y(0)}L0 ${y(0)}Z`} fill="var(--indigo)" opacity=".1" />}
        {plan && (
          <path
            d={path(plan.map((value, i) => [x(i), y(value)]))}
            fill="none"
            stroke="var(--ink-3)"
            strokeWidth="1.2"
            strokeDasharray="4 3"
          />
        )}
        <path d={path(line)} fill="none" stroke="var(--indigo)" strokeWidth="2" strokeLinejoin="round" />
        {last && <circle cx={last[0]} cy={last[1]} r="4" fill="var(--indigo)" stroke="var(--paper)" strokeWidth="2" />}
        {last && today && (
          <text className="strong" x={Math.max(40, last[0] - 8)} y={last[1] - 10} textAnchor="end">
            {today}
          </text>
        )}
        {points.map(
          (one, i) =>
            i % every === 0 && (
              <text key={one.label} x={x(i)} y={height - 8} textAnchor={i === 0 ? 'start' : 'middle'}>
                {one.label}
              </text>
            ),
        )}
      </svg>
    </div>
  )
}

/** Upright bars with their figure above; `strong` marks one. */
export function Bars({ label, points, strong, height = 150 }: { label: string; points: Point[]; strong?: string; height?: number }) {
  const { ref, width } = useElementSize()
  const top = Math.max(1, ...points.map((one) => one.value))
  const step = width / Math.max(1, points.length)
  return (
    <div ref={ref} className="chartbox">
      <svg className="chart" width={width} height={height} role="img" aria-label={label}>
        {points.map((one, i) => {
          const tall = (one.value / top) * (height - 44)
          return (
            <g key={one.label}>
              <rect
                x={i * step + step * 0.14}
                y={height - 22 - tall}
                width={step * 0.72}
                height={tall}
                fill="var(--indigo)"
                opacity={one.label === strong ? 1 : 0.5}
              />
              <text x={(i + 0.5) * step} y={height - 27 - tall} textAnchor="middle">
                {number(one.value)}
              </text>
              <text x={(i + 0.5) * step} y={height - 6} textAnchor="middle">
                {one.label}
              </text>
            </g>
          )
        })}
        <path d={`M0 ${height - 22}H${width}`} stroke="var(--ink-3)" />
      </svg>
    </div>
  )
}
