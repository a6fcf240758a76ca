import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
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

/** Somebody else's file takes all that is left. */
function fill(file: string): void {
  for (let bytes = 1_048_576; bytes >= 1; )
    try {
      appendFileSync(file, Buffer.alloc(bytes))
    } catch {
      bytes = Math.floor(bytes / 2)
    }
}

export const diskFull: Fault = {
  name: 'disk-full',
  title: "ClickHouse's disk full, then room again",
  dataDirectory: smallDisk,
  async inject({ server: { directory } }) {
    const ballast = join(directory, 'ballast')
    fill(ballast)
    return async () => truncateSync(ballast)
  },
}
