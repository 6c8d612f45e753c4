import type { Hours } from '@sallyport/core'

const MINUTE_MS = 60_000

interface Clock {
  readonly format: Intl.DateTimeFormat
  /** The minute that was asked about last, and what it is there. */
  minute: number
  day: number
  minutes: number
}

const clocks = new Map<string, Clock | null>()
const DAYS = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']

/** Whether a moment (milliseconds since 1970) lies within the hours; null: cannot be told, for there is no such time zone. */
export function isWithin({ timeZone, days, from, to }: Hours, at: number): boolean | null {
  const clock = clockOf(timeZone)
  if (!clock) return null
  const { day, minutes } = read(clock, at)
  const [start, end] = [minutesOf(from), minutesOf(to)]
  if (start <= end) return days.includes(day) && minutes >= start && minutes < end
  const dayBefore = day === 1 ? 7 : day - 1
  return (days.includes(day) && minutes >= start) || (days.includes(dayBefore) && minutes < end)
}

function clockOf(timeZone: string): Clock | null {
  const known = clocks.get(timeZone)
  if (known !== undefined) return known
  const made = makeClock(timeZone)
  if (clocks.size < 1000) clocks.set(timeZone, made)
  return made
}

function makeClock(timeZone: string): Clock | null {
  try {
    const format = new Intl.DateTimeFormat('en-GB', {
      timeZone,
      weekday: 'short',
      hour: '2-digit',
      minute: '2-digit',
    })
    return { format, minute: -1, day: 0, minutes: 0 }
  } catch {
    return null
  }
}

/** Formatting takes microseconds, so a minute is formatted once. */
function read(clock: Clock, at: number): Clock {
  const minute = Math.floor(at / MINUTE_MS)
  if (minute === clock.minute) return clock
  const parts = new Map(clock.format.formatToParts(at).map(({ type, value }) => [type, value]))
  clock.day = DAYS.indexOf(parts.get('weekday') ?? '') + 1
  clock.minutes = Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
  clock.minute = minute
  return clock
}

function minutesOf(time: string): number {
  const [hours = 0, minutes = 0] = time.split(':').map(Number)
  return hours * 60 + minutes
}
