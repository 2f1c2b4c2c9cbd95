import type { ReactNode } from 'react'

/** A table of what waits or failed: its headings, and a last column without one for what can be done. */
export const Lines = ({ heads, children }: { heads: string[]; children: ReactNode }) => (
  <div className="tablebox">
    <table className="table">
      <thead>
        <tr>
          {heads.map((h) => (
            <th key={h}>{h}</th>
          ))}
          <th />
        </tr>
      </thead>
      <tbody>{children}</tbody>
    </table>
  </div>
)
