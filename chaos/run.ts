/**
 * `npm run chaos [-- name … --seconds N]`: faults under load, one after the other, and what was found then as a table.
 */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { faults } from './faults.ts'
import { runFault } from './lib/run-fault.ts'
import { isPassed, type Line, markdownTable, type Outcome } from './lib/table.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    senders: { type: 'string', default: '16' },
    /** For how long senders send a batch again. */
    patience: { type: 'string', default: '90' },
  },
})
const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name))
const options = {
  seconds: Number(values.seconds),
  patienceSeconds: Number(values.patience),
  senders: Number(values.senders),
}
if (unknown.length > 0 || !Object.values(options).every((value) => value > 0)) {
  const names = faults.map(({ name }) => name).join(' | ')
  console.error(`Usage: npm run chaos [-- ${names} … --seconds N --patience N --senders N]`)
  process.exit(1)
}

// The processes that are started are the built ones.
execFileSync('npm', ['run', '--silent', 'build'], {
  cwd: fileURLToPath(new URL('..', import.meta.url)),
  stdio: 'inherit',
})
const lines: Line[] = []
for (const fault of faults) {
  if (positionals.length > 0 && !positionals.includes(fault.name)) continue
  console.error(`${new Date().toISOString()} ${fault.title} …`)
  const outcome = await runFault(fault, options).catch((error: unknown): Outcome => ({ failed: String(error) }))
  lines.push([fault.title, outcome])
}
console.log(markdownTable(lines))
if (!lines.every(([, outcome]) => isPassed(outcome))) process.exitCode = 1
