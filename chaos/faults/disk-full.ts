import type { Fault } from '../lib/fault.ts'
import { fillDisk, mountSmallDisk } from '../lib/small-disk.ts'

export const diskFull: Fault = {
  name: 'disk-full',
  title: "ClickHouse's disk full, then room again",
  readersGoOn: true,
  dataDirectory: mountSmallDisk,
  async inject({ server }) {
    const empty = fillDisk(server.directory)
    return async () => empty()
  },
}
