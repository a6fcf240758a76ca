import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, statfsSync, truncateSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataDirectory, Fault } from '../lib/fault.ts'

/** A small file system in memory, which only root may mount. */
function smallDisk(): DataDirectory | string {
  const path = mkdtempSync(join(tmpdir(), 'attrigraph-disk-'))
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=256m', 'tmpfs', path], { stdio: 'pipe' })
  } catch {
    rmSync(path, { recursive: true })
    return 'mount is not permitted here'
  }
  return {
    path,
    [Symbol.dispose]() {
      execFileSync('umount', ['--lazy', path])
      rmSync(path, { recursive: true })
    },
  }
}

export const diskFull: Fault = {
  name: 'disk-full',
  title: "ClickHouse's disk full, then room again",
  dataDirectory: smallDisk,
  async inject({ server: { directory } }) {
    // Somebody else's file takes what is left.
    const ballast = join(directory, 'ballast')
    const { bavail, bsize } = statfsSync(directory)
    writeFileSync(ballast, Buffer.alloc(bavail * bsize))
    return async () => truncateSync(ballast)
  },
}
