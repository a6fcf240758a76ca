import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { importFiles } from '../../src/import/import-files.ts'
import { recordingIngest } from './recording-ingest.ts'

const directory = join(import.meta.dirname, '../../../shared/data/clickstream')

// Golden counts of zzubairiqbal/puffy-data-infra-analytics-skills-test, events_20250223.csv to events_20250301.csv,
// counted with Python's csv module: rows, and rows whose client_id or clientId is empty. No row is repeated exactly.
const golden = [
  [4_070, 22],
  [3_769, 55],
  [3_470, 34],
  [3_177, 46],
  [3_393, 34],
  [3_263, 27],
  [3_489, 23],
]

describe.skipIf(!existsSync(directory))('seven days of a real shop', () => {
  const files = existsSync(directory)
    ? readdirSync(directory)
        .toSorted()
        .map((name) => join(directory, name))
    : []
  const columns = new Map([['client_id', 'distinct_id'] as const, ['clientId', 'distinct_id'] as const])
  const rename = new Map([['page_viewed', '$pageview']])

  test('no row is lost, and the import again adds nothing', async () => {
    const ingest = recordingIngest()
    const options = { files, mapping: { columns, rename }, maxDepth: 64, locationId: 'shop', ingest }
    const report = await importFiles(options)
    expect(report.files.map(({ rows, quarantined }) => [rows, quarantined])).toEqual(golden)
    expect(report).toMatchObject({ rows: 24_631, accepted: 24_390, duplicates: 0, quarantined: 241 })
    for (const { quarantine, quarantined } of report.files)
      expect(quarantine).toMatchObject({ missing_distinct_id: { count: quarantined } })

    const named = (name: string) => ingest.stored.filter(({ event }) => event === name)
    expect(named('checkout_completed').every(({ properties }) => typeof properties.revenue === 'number')).toBe(true)
    expect(named('$pageview').every(({ properties }) => URL.canParse(String(properties.$current_url)))).toBe(true)
    expect(await importFiles(options)).toMatchObject({ accepted: 0, duplicates: 24_390, quarantined: 241 })
  })
})
