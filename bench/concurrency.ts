/**
 * Answers per second and latency with 1, 8, 32 and 64 clients: of the gateway over the embedded engine, of the gateway
 * with an engine that answers at once (what it costs itself; also for the smallest question), and of a Yoga server that
 * returns a constant. Run: npm run bench -- concurrency [--events 1m] [--seconds 5] [--keep DIRECTORY]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDataSet, parseCount } from './lib/data-set.ts'
import type { Load, LoadResult } from './lib/load.ts'
import { openGateway } from './lib/open-gateway.ts'
import { askGraph } from './lib/post.ts'
import { questions } from './lib/questions.ts'
import { answerAtOnce } from './lib/recorded-queries.ts'
import { findSubject } from './lib/subject.ts'
import { startYogaFloor } from './lib/yoga-floor.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1m' },
    seconds: { type: 'string', default: '5' },
    keep: { type: 'string' },
  },
})
/** Of several sizes, as `questions` takes them, the last. */
const size = values.events.split(',').at(-1) ?? values.events
const keep = values.keep === undefined ? undefined : join(values.keep, size)
await using data = await openDataSet({ events: parseCount(size), keep })
await using gateway = await openGateway({ DATA_DIR: data.directory })
await using floor = await startYogaFloor()
const token = await gateway.token('location-0')
const subject = await findSubject(gateway.url, token)
const question = questions['user-attribution']
const body = JSON.stringify({ query: question.query, variables: question.variables(subject) })
const client = fork(new URL('./lib/load.ts', import.meta.url))

async function measure(load: Omit<Load, 'ms' | 'token'>): Promise<LoadResult> {
  const order: Load = { ...load, token, ms: Number(values.seconds) * 1_000 }
  const answer = once(client, 'message')
  client.send(order)
  const [result]: LoadResult[] = await answer
  if (result === undefined) throw new Error('The load gave no result.')
  return result
}

/** A question of one query, the least that the gateway can be asked for. */
const small = JSON.stringify({ query: '{ location { users(first: 10) { nodes { userId } } } }' })

async function withoutEngine(concurrency: number, asked: string): Promise<LoadResult> {
  const restore = await answerAtOnce(gateway.clickhouse, () => askGraph(gateway.url, token, asked))
  try {
    return await measure({ url: gateway.url, body: asked, concurrency })
  } finally {
    restore()
  }
}

const variants = {
  'gateway, embedded engine': (concurrency: number) => measure({ url: gateway.url, body, concurrency }),
  'gateway, an engine that answers at once': (concurrency: number) => withoutEngine(concurrency, body),
  'the same, a question of one query': (concurrency: number) => withoutEngine(concurrency, small),
  'Yoga, a constant': (concurrency: number) =>
    measure({ url: floor.url, path: '/graphql', body: JSON.stringify({ query: '{ constant }' }), concurrency }),
}

console.log(`${question.title}, ${size} events, ${values.seconds} s each:\n`)
console.log('| clients | who answers | answers/s | p50 ms | p95 ms | failures |')
console.log('| --- | --- | --- | --- | --- | --- |')
for (const concurrency of [1, 8, 32, 64])
  for (const [name, run] of Object.entries(variants)) {
    const { perSecond, p50, p95, failures } = await run(concurrency)
    console.log(
      `| ${concurrency} | ${name} | ${Math.round(perSecond)} | ${p50.toFixed(1)} | ${p95.toFixed(1)} | ${failures} |`,
    )
  }
const memory = process.memoryUsage()
console.log(`\nHeap of the process that holds gateway and engine: ${Math.round(memory.heapUsed / 1e6)} MB.`)
client.kill()
