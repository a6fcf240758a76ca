import { toClickHouseTime } from '../time/clickhouse-time.ts'

/** An instant of a filter as a bound parameter; null where none is given. */
export const time = (at: Date | null | undefined) => (at == null ? null : toClickHouseTime(at))
