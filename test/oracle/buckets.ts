export type Granularity = 'HOUR' | 'DAY' | 'WEEK' | 'MONTH'

export interface DateRange {
  from: string
  to: string
}

interface LocalTime {
  date: string
  hour: string
}

const formats = new Map<string, Intl.DateTimeFormat>()

function formatOf(timeZone: string): Intl.DateTimeFormat {
  const known = formats.get(timeZone)
  if (known !== undefined) return known
  const two = '2-digit'
  const format = new Intl.DateTimeFormat('en-CA', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: two,
    day: two,
    hour: two,
    timeZoneName: 'longOffset',
  })
  formats.set(timeZone, format)
  return format
}

function localTime(ms: number, timeZone: string): LocalTime {
  const parts = new Map(
    formatOf(timeZone)
      .formatToParts(ms)
      .map(({ type, value }) => [type, value]),
  )
  const date = `${parts.get('year')}-${parts.get('month')}-${parts.get('day')}`
  // With the offset, because an hour that the clock goes through twice is two buckets.
  return { date, hour: `${date} ${parts.get('hour')} ${parts.get('timeZoneName')}` }
}

export const localDate = (ms: number, timeZone: string): string => localTime(ms, timeZone).date

const dayMs = 86_400_000
/** No time zone is off by less than this. */
const stepMs = 15 * 60_000

export const addDays = (date: string, days: number): string =>
  new Date(Date.parse(date) + days * dayMs).toISOString().slice(0, 10)

/** The first day of the week or month that a local day lies in; the day itself otherwise. */
function firstDay(date: string, granularity: Granularity): string {
  if (granularity === 'MONTH') return `${date.slice(0, 7)}-01`
  if (granularity !== 'WEEK') return date
  return addDays(date, -((new Date(Date.parse(date)).getUTCDay() + 6) % 7))
}

/** The instant at which a local day starts, found by walking through it. */
function startOfDay(date: string, timeZone: string): number {
  let at = Date.parse(date) - dayMs
  while (localDate(at, timeZone) < date) at += stepMs
  return at
}

export interface Buckets {
  /**
   * The instants at which buckets start, the earliest first. The first may lie before the range, what it counts does
   * not.
   */
  starts: number[]
  /** Which bucket an instant falls into; undefined outside the dates. */
  startOf(ms: number): number | undefined
}

// Finding the buckets walks through every quarter of an hour; all cases ask for the same few.
const knownBuckets = new Map<string, Buckets>()

/** All buckets that the days of a range lie in, both dates inclusive. */
export function bucketsOf(range: DateRange, granularity: Granularity, timeZone: string): Buckets {
  const key = [range.from, range.to, granularity, timeZone].join()
  const found = knownBuckets.get(key) ?? findBuckets(range, granularity, timeZone)
  knownBuckets.set(key, found)
  return found
}

function findBuckets({ from, to }: DateRange, granularity: Granularity, timeZone: string): Buckets {
  const [rangeStart, rangeEnd] = [startOfDay(from, timeZone), startOfDay(addDays(to, 1), timeZone)]
  const starts: number[] = []
  let key = ''
  for (let at = rangeStart; at < rangeEnd; at += stepMs) {
    const { date, hour } = localTime(at, timeZone)
    const current = granularity === 'HOUR' ? hour : firstDay(date, granularity)
    if (current === key) continue
    key = current
    starts.push(granularity === 'HOUR' ? at : startOfDay(current, timeZone))
  }
  const startOf = (ms: number) =>
    ms < rangeStart || ms >= rangeEnd ? undefined : starts.findLast((start) => start <= ms)
  return { starts, startOf }
}
