import { basename, dirname, resolve } from 'node:path'
import { parseTarget } from './target.ts'

/**
 * A place for the embedded engine, which has no configuration of its own: what it is to be allowed, and the target
 * below that.
 */
export interface EmbeddedTarget {
  directory: string
  /** `file:NAME` */
  target: string
}

/** @throws Error that does not repeat the text. */
export function embeddedTarget(text: string): EmbeddedTarget {
  const path = /^file:(.+)$/.exec(text)?.[1]
  if (path === undefined)
    throw new Error(
      'The embedded engine has its backups at file:PATH, of any path, such as file:/mnt/backups/2026-11-22.',
    )
  const whole = resolve(path)
  const target = `file:${basename(whole)}`
  parseTarget(target)
  return { directory: dirname(whole), target }
}

/**
 * The one directory of all targets of a command: a backup names its base as it lies beside it, so both may be moved
 * together.
 */
export function directoryOf(targets: readonly EmbeddedTarget[]): string | undefined {
  const [directory, ...others] = new Set(targets.map((one) => one.directory))
  if (others.length > 0)
    throw new Error('With the embedded engine, all backups that a command names lie in the same directory.')
  return directory
}
