import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { freePort } from './clickhouse-server.ts'

const script = fileURLToPath(new URL('./s3-server-process.js', import.meta.url))
const bucket = 'bucket'

export interface TestBucket extends AsyncDisposable {
  url: string
  accessKey: string
  secretKey: string
}

/** A bucket on a real S3 server, which checks signatures: requests with another key are refused. */
export async function startS3Bucket(): Promise<TestBucket> {
  const directory = mkdtempSync(join(tmpdir(), 'attrigraph-s3-'))
  const port = await freePort()
  const server = spawn(process.execPath, [script, directory, String(port), bucket], { stdio: 'ignore' })
  const url = `http://127.0.0.1:${port}/${bucket}/`
  await answering(url, server)
  return {
    url,
    accessKey: 'S3RVER',
    secretKey: 'S3RVER',
    async [Symbol.asyncDispose]() {
      if (server.exitCode === null) {
        const exited = once(server, 'exit')
        server.kill('SIGKILL')
        await exited
      }
      rmSync(directory, { recursive: true, force: true })
    },
  }
}

async function answering(url: string, server: ChildProcess): Promise<void> {
  for (const deadline = Date.now() + 20_000; Date.now() < deadline; await sleep(50)) {
    if (server.exitCode !== null) break
    const answer = await fetch(url).catch(() => undefined)
    if (answer !== undefined) return
  }
  server.kill('SIGKILL')
  throw new Error('The S3 test server did not answer.')
}
