import { chmodSync, mkdirSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { dirname, join, resolve } from 'node:path'
import { z } from 'zod'
import type { ClickHouse } from '../clickhouse/clickhouse.ts'
import type { Logger } from '../log.ts'
import { backUp } from './backup.ts'
import type { OperationReport } from './operation.ts'

/**
 * What the command asks of a gateway that runs: of which database, into which directory, and what there is in it as the
 * engine names it.
 */
const order = z.object({
  database: z.string(),
  directory: z.string(),
  to: z.string(),
  base: z.string().optional(),
  only: z.enum(['everything', 'erasures']),
})

/** What it answers, line by line: how far it is, then the outcome. */
export type BackupLine = { done: number; total: number } | { report: OperationReport } | { error: string }

/** In a directory of its own, which nobody else may enter: who can reach the socket could read the data as well. */
export const backupSocketOf = (dataDirectory: string) => join(resolve(dataDirectory), 'run', 'backup.sock')

const orderMaxBytes = 10_000

export interface BackupPlace {
  dataDirectory: string
  backupDirectory: string
  log: Logger
}

export interface BackupSocket {
  close(): Promise<void>
}

/**
 * The embedded engine belongs to one process, so `attrigraph backup` asks the gateway that has it: over a Unix socket
 * beside the data, which only their owner can reach and no network does. Backups are below `backupDirectory`, which the
 * engine was opened with.
 */
export async function openBackupSocket(
  clickhouse: ClickHouse,
  { dataDirectory, backupDirectory, log }: BackupPlace,
): Promise<BackupSocket> {
  const path = backupSocketOf(dataDirectory)
  const server = createServer((request, response) => void answer(request, response))
  let running = false

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' })
    const say = (line: BackupLine) => response.write(`${JSON.stringify(line)}\n`)
    try {
      const asked = order.safeParse(JSON.parse(await bodyOf(request)))
      if (!asked.success) throw new Error('The command and the gateway are of different versions.')
      const { database, directory, ...what } = asked.data
      if (database !== clickhouse.database)
        throw new Error(`The gateway that runs has the database ${clickhouse.database}: set CLICKHOUSE_DATABASE.`)
      if (directory !== backupDirectory)
        throw new Error(
          `The gateway that runs writes backups into ${backupDirectory} only: name one there, as in file:${join(backupDirectory, '2026-11-22')}, or set its BACKUP_DIRECTORY, or stop it for another place.`,
        )
      if (running) throw new Error('The gateway makes a backup already. Wait for it.')
      running = true
      try {
        const onProgress = (done: number, total: number) => void say({ done, total })
        const report = await backUp(clickhouse, { ...what, onProgress })
        log.info({ ...report, only: what.only }, 'backed up')
        say({ report })
      } finally {
        running = false
      }
    } catch (error) {
      log.warn({ err: error }, 'a backup failed')
      say({ error: error instanceof Error ? error.message : 'Unexpected error.' })
    }
    response.end()
  }

  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    // One that was there before may have other rights.
    chmodSync(dirname(path), 0o700)
    // Of a gateway that was killed. Two cannot have the same data.
    rmSync(path, { force: true })
    await new Promise<void>((opened, failed) => server.once('error', failed).listen(path, opened))
  } catch (error) {
    // Where the path is longer than a socket's may be, for one. To serve is more.
    log.warn({ err: error, path }, 'backups have to wait until this gateway is stopped: it has no socket for them')
  }
  return {
    close: () =>
      new Promise((closed) => {
        server.close(() => closed())
        server.closeAllConnections()
      }),
  }
}

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = ''
  for await (const chunk of request.setEncoding('utf8')) {
    text += chunk
    if (text.length > orderMaxBytes) throw new Error('The order is too long.')
  }
  return text
}
