import { type IncomingMessage, request } from 'node:http'
import type { Config } from '../config.ts'
import type { BackupOptions } from './backup.ts'
import { type BackupLine, backupSocketOf } from './backup-socket.ts'
import { directoryOf, embeddedTarget } from './embedded-targets.ts'
import type { OperationReport } from './operation.ts'

/**
 * Asks the gateway that has the embedded engine of the configuration for a backup.
 * @returns undefined when none runs there.
 * @throws Error with what it says.
 */
export async function askRunningGateway(
  { DATA_DIR, CLICKHOUSE_DATABASE }: Pick<Config, 'DATA_DIR' | 'CLICKHOUSE_DATABASE'>,
  { to, base, only = 'everything', onProgress }: BackupOptions,
): Promise<OperationReport | undefined> {
  const targets = [to, base].filter((text) => text !== undefined).map(embeddedTarget)
  const [target, baseTarget] = targets.map((one) => one.target)
  const answer = await send(backupSocketOf(DATA_DIR), {
    database: CLICKHOUSE_DATABASE,
    directory: directoryOf(targets),
    to: target,
    base: baseTarget,
    only,
  })
  if (answer === undefined) return undefined
  for await (const text of linesOf(answer)) {
    const line: BackupLine = JSON.parse(text)
    if ('done' in line) onProgress?.(line.done, line.total)
    if ('report' in line) return line.report
    if ('error' in line) throw new Error(line.error)
  }
  throw new Error('The gateway ended before the backup was whole. Remove what there is of it, and begin again.')
}

/** @returns undefined when nobody listens. */
function send(socketPath: string, order: unknown): Promise<IncomingMessage | undefined> {
  return new Promise((resolve, reject) => {
    const sent = request({ socketPath, method: 'POST' }, resolve)
    sent.once('error', (error: NodeJS.ErrnoException) =>
      // There is none, or it is of a gateway that was killed.
      ['ENOENT', 'ECONNREFUSED'].includes(error.code ?? '') ? resolve(undefined) : reject(error),
    )
    sent.end(JSON.stringify(order))
  })
}

async function* linesOf(answer: IncomingMessage): AsyncGenerator<string> {
  let rest = ''
  try {
    for await (const chunk of answer.setEncoding('utf8')) {
      const lines = `${rest}${chunk}`.split('\n')
      rest = lines.pop() ?? ''
      yield* lines
    }
  } catch {
    // It broke off: whoever reads misses the outcome.
  }
}
