/**
 * Each question of the graph against the same SQL sent directly, against the same answer from raw events (by the same
 * statements without materialized views, and by one written for it), against a gateway that asks for one node at a
 * time, and against the least that an HTTP answer costs; with several numbers of events, how it grows. Locations are
 * numbered by their size, 0 is the largest. Run: npm run bench -- questions [--events 1m,10m] [--location 0] [--rounds
 * 15] [--keep DIRECTORY]
 */
import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import { openDataSet, parseCount } from './lib/data-set.ts'
import { type Measured, measureQuestions } from './lib/measure-questions.ts'

const { values } = parseArgs({
  options: {
    events: { type: 'string', default: '1m' },
    location: { type: 'string', default: '0' },
    rounds: { type: 'string', default: '15' },
    keep: { type: 'string' },
  },
})
const sizes = values.events.split(',')

const ms = (value: number) => (value < 10 ? value.toFixed(1) : Math.round(value).toLocaleString('en'))
const times = (value: number | undefined) => (value === undefined ? '' : value.toFixed(value < 10 ? 2 : 0))

async function measureSize(size: string): Promise<Record<string, Measured>> {
  const keep = values.keep === undefined ? undefined : join(values.keep, size)
  await using data = await openDataSet({ events: parseCount(size), keep })
  return measureQuestions(data.directory, { rounds: Number(values.rounds), location: Number(values.location) })
}

/** The embedded engine has one data directory for as long as its process lives, so each size has a process. */
async function inAnotherProcess(size: string): Promise<Record<string, Measured>> {
  const args = [
    '--events',
    size,
    '--rounds',
    values.rounds,
    '--location',
    values.location,
    ...(values.keep === undefined ? [] : ['--keep', values.keep]),
  ]
  const child = fork(import.meta.filename, args)
  const answer = once(child, 'message')
  const ended = once(child, 'exit').then(([code]) => {
    throw new Error(`The measurement of ${size} ended with ${code}.`)
  })
  const [measured]: Record<string, Measured>[] = await Promise.race([answer, ended])
  if (measured === undefined) throw new Error(`The measurement of ${size} gave no result.`)
  return measured
}

function print(size: string, measured: Record<string, Measured>): void {
  console.log(`\n${size} events, medians of ${values.rounds} rounds, milliseconds and ratios:\n`)
  console.log(
    '| question | graph | queries | the same SQL directly | graph / direct | without views / graph | raw SQL / graph | naive / graph | constant over HTTP |',
  )
  console.log('| --- | --- | --- | --- | --- | --- | --- | --- | --- |')
  for (const { title, graph, queries, direct, http, withoutViewsRatio, rawRatio, naiveRatio } of Object.values(
    measured,
  ))
    console.log(
      `| ${title} | ${ms(graph)} | ${queries} | ${ms(direct)} | ${times(graph / direct)} | ${times(withoutViewsRatio)} | ${times(rawRatio)} | ${times(naiveRatio)} | ${ms(http)} |`,
    )
}

if (process.send !== undefined) process.send(await measureSize(values.events))
else {
  const results: Record<string, Measured>[] = []
  for (const size of sizes) {
    const measured = sizes.length === 1 ? await measureSize(size) : await inAnotherProcess(size)
    print(size, measured)
    results.push(measured)
  }
  const [first = {}, ...larger] = results
  if (larger.length > 0) {
    console.log(`\n| question | ${sizes.map((size) => `${size}, ms`).join(' | ')} | grows by |`)
    console.log(`| --- | ${sizes.map(() => '---').join(' | ')} | --- |`)
    for (const [name, { title, graph }] of Object.entries(first)) {
      const last = larger.at(-1)?.[name]?.graph
      const all = results.map((measured) => ms(measured[name]?.graph ?? Number.NaN)).join(' | ')
      console.log(`| ${title} | ${all} | ${times(last === undefined ? undefined : last / graph)} |`)
    }
  }
}
