/** `npm run chaos [-- name … --seconds N]`: faults under load, one after the other, and what was found then as a table. */
import { execFileSync } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { faults } from './faults.ts'
import { runFault } from './lib/run-fault.ts'
import { type Line, markdownTable, type Outcome } from './lib/table.ts'

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    seconds: { type: 'string', default: '30' },
    /** For how long senders send a batch again. */
    patience: { type: 'string', default: '90' },
  },
})
const unknown = positionals.filter((name) => !faults.some((fault) => fault.name === name))
const [seconds, patienceSeconds] = [Number(values.seconds), Number(values.patience)]
if (unknown.length > 0 || !(seconds > 0) || !(patienceSeconds > 0)) {
  console.error(`Usage: npm run chaos [-- ${faults.map(({ name }) => name).join(' | ')} … --seconds N --patience N]`)
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
  const outcome = await runFault(fault, { seconds, patienceSeconds }).catch(
    (error: unknown): Outcome => ({ failed: String(error) }),
  )
  lines.push([fault.title, outcome])
}
console.log(markdownTable(lines))
if (lines.some(([, outcome]) => 'failed' in outcome || ('problems' in outcome && outcome.problems.length > 0)))
  process.exitCode = 1
