import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdtempSync, rmSync, truncateSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { DataDirectory } from './fault.ts'

/** A small file system in memory, or why there is none: only root may mount one. */
export function mountSmallDisk(): DataDirectory | string {
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

/** Takes all that is left of a directory's file system, as somebody else's file would; the result gives it back. */
export function fillDisk(directory: string): () => void {
  const ballast = join(directory, 'ballast')
  for (let bytes = 1_048_576; bytes >= 1; )
    try {
      appendFileSync(ballast, Buffer.alloc(bytes))
    } catch {
      bytes = Math.floor(bytes / 2)
    }
  return () => truncateSync(ballast)
}
