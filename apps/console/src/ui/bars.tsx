'use client'

import { useState } from 'react'
import { cn } from './cn'
import { formatCount } from './format'

export interface Series {
  readonly id: string
  readonly label: string
  /** A Tailwind class for `fill` and one for the legend's dot. */
  readonly fill: string
  readonly dot: string
}

export interface Bar {
  readonly label: string
  readonly values: Readonly<Record<string, number>>
  readonly href?: string
}

interface Props {
  readonly label: string
  readonly series: readonly Series[]
  readonly bars: readonly Bar[]
}

const HEIGHT = 120
const WIDTH = 10
const GAP = 2

/**
 * Stacked bars over time: the first series at the bottom. As a picture to the eye, with what is under the pointer in
 * words above it; as a table to a screen reader.
 */
export function Bars({ label, series, bars }: Props) {
  const [at, setAt] = useState<number | null>(null)
  const most = Math.max(1, ...bars.map((bar) => sum(bar, series)))
  const shown = at === null ? undefined : bars[at]
  return (
    <figure aria-label={label} className="m-0">
      <figcaption className="mb-2 flex min-h-5 flex-wrap items-center gap-x-4 gap-y-1 text-xs text-muted">
        {series.map(({ id, label: name, dot }) => (
          <span key={id} className="inline-flex items-center gap-1.5">
            <span aria-hidden className={cn('size-2 rounded-xs', dot)} />
            {name}
            {shown && <strong className="text-ink tabular-nums">{formatCount(shown.values[id] ?? 0)}</strong>}
          </span>
        ))}
        <span className="ml-auto text-faint tabular-nums">
          {shown?.label ?? `at most ${formatCount(most)}`}
        </span>
      </figcaption>
      <svg
        aria-hidden
        viewBox={`0 0 ${bars.length * (WIDTH + GAP)} ${HEIGHT}`}
        preserveAspectRatio="none"
        className="h-32 w-full"
        onPointerLeave={() => setAt(null)}
      >
        {bars.map((bar, index) => (
          <Stack
            key={bar.label}
            bar={bar}
            series={series}
            most={most}
            x={index * (WIDTH + GAP)}
            isOn={index === at}
            onEnter={() => setAt(index)}
          />
        ))}
      </svg>
      <div aria-hidden className="mt-1 flex justify-between text-tiny text-faint">
        <span>{bars[0]?.label}</span>
        <span>{bars.at(-1)?.label}</span>
      </div>
      <table className="sr-only">
        <caption>{label}</caption>
        <thead>
          <tr>
            <th>When</th>
            {series.map(({ id, label: name }) => (
              <th key={id}>{name}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.label}>
              <th scope="row">{bar.label}</th>
              {series.map(({ id }) => (
                <td key={id}>{bar.values[id] ?? 0}</td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </figure>
  )
}

interface StackProps {
  readonly bar: Bar
  readonly series: readonly Series[]
  readonly most: number
  readonly x: number
  readonly isOn: boolean
  readonly onEnter: () => void
}

function Stack({ bar, series, most, x, isOn, onEnter }: StackProps) {
  return (
    <g onPointerEnter={onEnter}>
      <rect
        x={x - GAP / 2}
        y={0}
        width={WIDTH + GAP}
        height={HEIGHT}
        className={isOn ? 'fill-hover' : 'fill-transparent'}
      />
      <rect x={x} y={HEIGHT - 1} width={WIDTH} height={1} className="fill-line" />
      {piled(bar, series, most).map(({ id, fill, y, height }) => (
        <rect key={id} x={x} y={y} width={WIDTH} height={height} className={fill} />
      ))}
    </g>
  )
}

/** Each part on top of the one before; what is there at all can be seen. */
function piled({ values }: Bar, series: readonly Series[], most: number) {
  let top = HEIGHT
  return series
    .filter(({ id }) => (values[id] ?? 0) > 0)
    .map(({ id, fill }) => {
      const height = Math.max(2, ((values[id] ?? 0) / most) * (HEIGHT - 4))
      top -= height
      return { id, fill, y: top, height }
    })
}

function sum({ values }: Bar, series: readonly Series[]): number {
  return series.reduce((total, { id }) => total + (values[id] ?? 0), 0)
}
