import { readdirSync, readFileSync } from 'node:fs'
import { askServer } from '../../chaos/lib/ask-server.ts'

/** What may grow where nothing should. */
export interface Sample {
  minute: number
  /** Resident memory of the gateway, MB. */
  memory: number
  /** Files and sockets that the gateway holds open. */
  handles: number
  /** Active parts of all tables, on the server. */
  parts: number
  /** 99th percentile of the event loop's delay, ms. */
  eventLoop: number
  /** 95th percentiles of this minute, ms. */
  question: number
  acknowledgement: number
}

export interface Observed {
  minute: number
  pid: number
  gatewayUrl: string
  serverUrl: string
  questions: readonly number[]
  acknowledgements: readonly number[]
}

export async function takeSample({ minute, pid, gatewayUrl, serverUrl, ...times }: Observed): Promise<Sample> {
  const parts = await askServer(
    serverUrl,
    "SELECT count() FROM system.parts WHERE active AND database = 'attrigraph' FORMAT TSV",
  )
  const metrics = await (await fetch(`${gatewayUrl}/metrics`)).text()
  return {
    minute,
    memory: Number(/^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? Number.NaN) / 1_024,
    handles: readdirSync(`/proc/${pid}/fd`).length,
    parts: Number(parts),
    eventLoop: 1_000 * Number(/^\w*eventloop_lag_p99_seconds (\S+)/m.exec(metrics)?.[1] ?? Number.NaN),
    question: quantile(times.questions, 0.95),
    acknowledgement: quantile(times.acknowledgements, 0.95),
  }
}

function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}
