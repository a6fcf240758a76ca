import { type ArgsDef, defineCommand } from 'citty'
import { createClickHouse } from '../clickhouse/client.ts'
import { NoDatabaseError } from '../clickhouse/embedded.ts'
import { type Config, readConfig } from '../config.ts'
import { type Diagnosis, diagnose, diagnoseNothing } from '../doctor/diagnose.ts'
import { refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'

const args = {
  json: { type: 'boolean', description: 'Print the diagnosis as JSON.' },
} satisfies ArgsDef

/** Counting all events of a location again may take its time. */
const queryTimeoutMs = 600_000

export const doctorCommand = defineCommand({
  meta: {
    name: 'doctor',
    description:
      'Find and explain what is wrong with the database and the configuration. Changes nothing; ends with 1 when there is a problem. With the embedded engine, while no gateway runs.',
  },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const config = readConfig(process.env)
      const diagnoses = await lookAt(config)
      console.log(given.json ? JSON.stringify(diagnoses) : report(diagnoses))
      if (diagnoses.some(({ findings }) => findings.some(({ severity }) => severity === 'problem')))
        process.exitCode = 1
    } catch (error) {
      reportFailure(error)
    }
  },
})

async function lookAt(config: Config): Promise<Diagnosis[]> {
  try {
    const clickhouse = await createClickHouse({ ...config, QUERY_TIMEOUT_MS: queryTimeoutMs }, { create: false })
    return await diagnose({ clickhouse, config }).finally(() => clickhouse.close())
  } catch (error) {
    if (error instanceof NoDatabaseError) return diagnoseNothing(config, error.message)
    throw error
  }
}

function report(diagnoses: readonly Diagnosis[]): string {
  const lines = diagnoses.flatMap(({ name, title, findings, skipped }) => {
    if (skipped !== undefined) return [`skipped  ${name}: ${skipped}`]
    if (findings.length === 0) return [`ok       ${name}: ${title}`]
    return findings.flatMap(({ severity, what, remedy }) => [
      `${severity.padEnd(8)} ${name}: ${what}`,
      `         → ${remedy}`,
    ])
  })
  const found = diagnoses.flatMap(({ findings }) => findings)
  const problems = found.filter(({ severity }) => severity === 'problem').length
  return [
    ...lines,
    '',
    `${problems} problems, ${found.length - problems} warnings. docs/doctor.md explains them.`,
  ].join('\n')
}
