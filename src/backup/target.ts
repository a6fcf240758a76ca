/** Where a backup lies, as the server names it: `Disk('name', 'path')` or `File('path')`. */
export interface BackupTarget {
  /** For a statement; made of checked names only. */
  sql: string
}

const path = '[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*)*'
const onDisk = new RegExp(`^disk:([A-Za-z_][A-Za-z0-9_]*)/(${path})$`)
const asFile = new RegExp(`^file:(${path})$`)

/**
 * `disk:NAME/path` on a disk of the server's `backups.allowed_disk`, `file:path` below its `backups.allowed_path`. A
 * bucket is a disk as well, so its credentials stay in the server's configuration and are in no statement, command line
 * or log.
 * @throws Error that names the two forms.
 */
export function parseTarget(text: string): BackupTarget {
  const disk = onDisk.exec(text)
  if (disk !== null) return { sql: `Disk('${disk[1]}', '${disk[2]}')` }
  const file = asFile.exec(text)
  if (file !== null) return { sql: `File('${file[1]}')` }
  // The text is not repeated: somebody may have put credentials into a URL.
  throw new Error(
    'A backup lies at disk:NAME/path or file:path, of letters, digits and _ . - only. For a bucket, declare an S3 disk on the server (docs/backup.md).',
  )
}
