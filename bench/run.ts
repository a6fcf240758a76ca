/**
 * `npm run bench -- <name> [options]` runs `bench/<name>.ts`; without a name, all of them, one after the other. Options
 * such as `--events 1m,10m` then go to those that work on generated data.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync } from 'node:fs'
import { join } from 'node:path'

const onGeneratedData = ['questions', 'concurrency']
const report = [...onGeneratedData, 'ingest', 'ingest-deduplication', 'fairness', 'memory']
const names = readdirSync(import.meta.dirname)
  .filter((file) => file.endsWith('.ts') && file !== 'run.ts')
  .map((file) => file.replace(/\.ts$/, ''))
const [name = '', ...options] = process.argv.slice(2)
const all = name === '' || name.startsWith('--')

/** For the processes that they start in turn, too. */
const imports = ['tsx', new URL('./lib/as-shipped.js', import.meta.url).href].flatMap((module) => ['--import', module])

/** Each in a process of its own: the embedded engine is one per process. */
async function run(benchmark: string, args: readonly string[]): Promise<void> {
  const file = join(import.meta.dirname, `${benchmark}.ts`)
  const child = spawn(process.execPath, [...imports, file, ...args], { stdio: 'inherit' })
  const [code] = await once(child, 'exit')
  if (code !== 0) process.exitCode = 1
}

if (names.includes(name)) await run(name, options)
else if (all) {
  for (const each of report) {
    console.log(`\n## ${each}\n`)
    await run(each, onGeneratedData.includes(each) ? process.argv.slice(2) : [])
  }
} else {
  console.error(`There is no benchmark ${name}. There are: ${names.join(', ')}.`)
  process.exitCode = 1
}
