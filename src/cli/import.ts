import { join } from 'node:path'
import { type ArgsDef, defineCommand } from 'citty'
import { readConfig } from '../config.ts'
import { importKey } from '../import/checkpoint.ts'
import { createHttpIngest } from '../import/http-ingest.ts'
import { checkFiles, importFiles } from '../import/import-files.ts'
import { eventFields, type Mapping, parseColumns, parseRenames } from '../import/mapping.ts'
import { formatReport } from '../import/report.ts'
import { importFormats } from '../import/row.ts'
import { assertGatewayUrl } from './ask-gateway.ts'
import { refuseUnknownOptions, repeatedOption } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { importCosts } from './import-costs.ts'
import { locationOption } from './location-option.ts'
import { type OpenedIngest, openIngest } from './open-ingest.ts'
import { createProgress } from './progress.ts'

const manual = `Import events from CSV, NDJSON or Parquet files (CSV and NDJSON as .gz, too).

Columns of PostHog exports and common names (client_id, page_url, event_name, …) are recognised; other columns become
properties. Importing the same file again changes nothing. Rows that are no events go to quarantine with their reason.

Examples:
  attrigraph import events.parquet --location berlin
  attrigraph import events_*.csv --location berlin --rename 'page_viewed=$pageview' \\
      --map client_id=distinct_id --map clientId=distinct_id --map total=properties.revenue
  attrigraph import export.jsonl.gz --url http://127.0.0.1:4000 --key WRITE_KEY
  attrigraph import leads.csv --location berlin --event lead --map email=distinct_id --json
  attrigraph import --costs spend.csv --location berlin --currency EUR --map 'Amount spent=cost'

With --costs the rows are ad costs: date, channel, source, campaign, cost, currency, clicks, impressions, also under the
names that platforms' exports give them. A row replaces an earlier one of the same day, channel, campaign and source.`

// The list of commands has a line for each; only the command's own help has room for examples.
const description =
  process.argv[2] === 'import' ? manual : 'Import events or ad costs from CSV, NDJSON or Parquet files.'

const args = {
  files: { type: 'positional', required: true, valueHint: 'FILE…', description: 'One or more files.' },
  location: { type: 'string', description: 'Location to import into. With --url the write key decides.' },
  format: { type: 'enum', options: [...importFormats], description: "Default: what each file's name tells." },
  map: {
    type: 'string',
    valueHint: 'column=field',
    description: `Repeatable; of several columns for one field the first non-empty wins. Fields: ${eventFields.join(' ')} properties.<name> ignore.`,
  },
  costs: { type: 'boolean', description: 'The rows are ad costs, not events.' },
  currency: {
    type: 'string',
    valueHint: 'ISO 4217',
    description: 'With --costs: the currency of rows that name none.',
  },
  event: { type: 'string', valueHint: 'name', description: 'Event name of rows that have none.' },
  rename: {
    type: 'string',
    valueHint: 'old=new',
    description: 'Repeatable; translates event names: page_viewed=$pageview.',
  },
  url: { type: 'string', description: 'Send to a running gateway instead of writing to ClickHouse directly.' },
  key: { type: 'string', description: 'Write key for --url.' },
  'batch-size': { type: 'string', default: '5000', description: 'Rows per request.' },
  restart: {
    type: 'boolean',
    description: 'Start at the first row, whatever an earlier run has done: after a restore, with --url.',
  },
  json: { type: 'boolean', description: 'Print the report as JSON.' },
} satisfies ArgsDef

export const importCommand = defineCommand({
  meta: { name: 'import', description },
  args,
  async run({ args: given, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, args)
      const format = importFormats.find((one) => one === given.format)
      const batchSize = Number(given['batch-size'])
      if (!Number.isInteger(batchSize) || batchSize < 1 || batchSize > 50_000)
        throw new Error(`--batch-size ${given['batch-size']}: expected a whole number from 1 to 50000.`)
      refuseUseless(given)
      if (given.costs === true) {
        const { _: files, url, key, location, currency } = given
        const mappings = repeatedOption(rawArgs, 'map')
        await importCosts({
          files,
          format,
          mappings,
          currency,
          url,
          key,
          location,
          batchSize,
          json: given.json === true,
        })
        return
      }
      const mapping: Mapping = {
        columns: parseColumns(repeatedOption(rawArgs, 'map')),
        rename: parseRenames(repeatedOption(rawArgs, 'rename')),
        ...(given.event === undefined ? {} : { eventName: given.event }),
      }
      const target = targetOf({ url: given.url, key: given.key, location: given.location })
      // Before the engine is opened: a mistyped name should be told at once.
      await checkFiles(given._, format)
      const { ingest, isStored, close } = await target.open()
      const progress = createProgress({ label: 'Importing', total: 100, silent: given.json === true })
      const stop = stopOnInterrupt()
      try {
        const report = await importFiles({
          files: given._,
          format,
          mapping,
          maxDepth: readConfig(process.env).INGEST_MAX_DEPTH,
          locationId: target.locationId,
          ingest,
          isStored,
          batchSize,
          checkpoint: checkpointPath(process.env, target.place, mapping),
          restart: given.restart,
          signal: stop.signal,
          onProgress: ({ done, total, rows }) =>
            progress.update(total === 0 ? 100 : (100 * done) / total, `${rows.toLocaleString('en-US')} rows`),
        })
        progress.stop()
        for (const column of report.unknownColumns)
          console.error(`Warning: --map ${column}=…: no row has a column "${column}".`)
        console.log(given.json ? JSON.stringify(report) : formatReport(report))
        if (report.interrupted) {
          console.error('Stopped. Run the same command again to go on from here.')
          process.exitCode = 130
        }
      } finally {
        progress.stop()
        stop.release()
        await close()
      }
    } catch (error) {
      reportFailure(error)
    }
  },
})

/** An option that would have no effect is a mistake: what it asks for would not be done. */
function refuseUseless(given: { costs?: boolean | undefined; [option: string]: unknown }): void {
  const useless = given.costs === true ? ['rename', 'event', 'restart'] : ['currency']
  for (const option of useless)
    if (given[option] !== undefined && given[option] !== false)
      throw new Error(`--${option} is for the import of ${given.costs === true ? 'events' : 'ad costs (--costs)'}.`)
}

interface Target {
  locationId: string
  /** Names the place for the checkpoint. */
  place: string
  open(): Promise<OpenedIngest>
}

interface TargetOptions {
  url: string | undefined
  key: string | undefined
  location: string | undefined
}

function targetOf({ url, key, location }: TargetOptions): Target {
  if (url !== undefined) {
    assertGatewayUrl(url)
    if (key === undefined) throw new Error('--url needs --key: a write key of the location.')
    const ingest = createHttpIngest({ url, writeKey: key })
    const locationId = location ?? '(of the write key)'
    return { locationId, place: `${url} ${key}`, open: async () => ({ ingest, close: async () => undefined }) }
  }
  if (key !== undefined) throw new Error('--key is for --url, which is missing.')
  if (location === undefined) throw new Error('Say into which location: --location ID.')
  const locationId = locationOption(location)
  const place = `${process.env.CLICKHOUSE_URL ?? ''} ${process.env.CLICKHOUSE_DATABASE ?? ''} ${locationId}`
  return { locationId, place, open: () => openIngest(readConfig(process.env)) }
}

/** None for an engine in memory: it forgets, so the import must not remember. */
function checkpointPath(env: NodeJS.ProcessEnv, place: string, mapping: Mapping): string | undefined {
  const directory = readConfig(env).DATA_DIR
  return directory === ':memory:' ? undefined : join(directory, 'import', importKey(place, mapping))
}

/** The first Ctrl-C asks to stop after what is in flight, the second stops at once. */
function stopOnInterrupt() {
  const controller = new AbortController()
  const onInterrupt = () => {
    if (controller.signal.aborted) process.exit(130)
    console.error('\nStopping after the rows in flight. Press Ctrl-C again to stop at once.')
    controller.abort()
  }
  process.on('SIGINT', onInterrupt)
  return { signal: controller.signal, release: () => process.off('SIGINT', onInterrupt) }
}
