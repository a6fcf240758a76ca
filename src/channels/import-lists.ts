/**
 * Writes `traffic-sources.ts` from the maintained lists:
 * `node --import tsx src/channels/import-lists.ts <folder of the Matomo list> <its commit> <GA4 categories csv>`.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { parse as parseCsv } from 'csv-parse/sync'
import { parse as parseYaml } from 'yaml'
import { z } from 'zod'
import { type Category, categories, categoryOf } from './sources.ts'
import { supplement } from './supplement.ts'

const searchEngines = z.record(z.string(), z.array(z.object({ urls: z.array(z.string()).default([]) })))
const hostLists = z.record(z.string(), z.array(z.string()))
const ga4Rows = z.array(z.object({ source: z.string(), source_category: z.string() }))

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    out: { type: 'string', default: fileURLToPath(new URL('./traffic-sources.ts', import.meta.url)) },
  },
})
const [matomo, commit, ga4] = positionals
if (matomo === undefined || commit === undefined || ga4 === undefined)
  throw new Error('Expected: <folder of the Matomo list> <its commit> <GA4 categories csv>')

const sources = compact(
  // The first that names a source decides: our own facts, then GA4, whose groups these are, then Matomo.
  new Map([...fromMatomo(matomo), ...fromGa4(ga4), ...fromSupplement()]),
)
writeFileSync(values.out, source(sources, commit))

function fromMatomo(folder: string): [string, Category][] {
  const read = (file: string): unknown => parseYaml(readFileSync(join(folder, file), 'utf8'))
  const engines = Object.values(searchEngines.parse(read('SearchEngines.yml'))).flat()
  const hostsOf = (file: string) => Object.values(hostLists.parse(read(file))).flat()
  return [
    ...keys(
      engines.flatMap(({ urls }) => urls),
      'search',
    ),
    ...keys(hostsOf('Socials.yml'), 'social'),
    ...keys(hostsOf('AIAssistants.yml'), 'ai_assistant'),
  ]
}

function fromGa4(file: string): [string, Category][] {
  const rows = ga4Rows.parse(parseCsv(readFileSync(file, 'utf8'), { columns: true }))
  return rows.flatMap(({ source, source_category }) => {
    const category = categories.find((known) => source_category === `SOURCE_CATEGORY_${known.toUpperCase()}`)
    return category === undefined ? [] : keys([source], category)
  })
}

function fromSupplement(): [string, Category][] {
  return categories.flatMap((category) => keys(supplement[category], category))
}

/** A path is not known when a source is looked up, and its host alone may be something else: `x.com/i/grok`. */
function keys(entries: readonly string[], category: Category): [string, Category][] {
  return entries.flatMap((entry) => {
    const key = entry.toLowerCase().replace(/^\{\}\./, '')
    return key.includes('/') || /\{\}./.test(key) ? [] : [[key, category]]
  })
}

/** Leaves out what a shorter key says already, such as `m.alibaba.com` beside `alibaba.com`. */
function compact(all: ReadonlyMap<string, Category>): [string, Category][] {
  const rest = new Map(all)
  const longestFirst = [...all].sort(([a], [b]) => b.split('.').length - a.split('.').length)
  for (const [key, category] of longestFirst) {
    rest.delete(key)
    // With and without `www.` it is one site, even where one list calls the one a search engine and another an assistant.
    if (key.startsWith('www.') && rest.has(key.slice('www.'.length))) continue
    // Several labels before `{}` are never asked for; what they could say, the name alone says.
    if (/\..*\{\}$/.test(key.replace(/\.\{\}$/, '{}'))) continue
    if (key.endsWith('{}') || categoryOf(rest, key) !== category) rest.set(key, category)
  }
  return [...rest].sort(([a], [b]) => (a < b ? -1 : 1))
}

function source(rows: readonly [string, Category][], version: string): string {
  const quote = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`
  const lines = (category: Category) =>
    rows.flatMap(([name, its]) => (its === category ? [`    ${quote(name)},\n`] : [])).join('')
  return `// Written by src/channels/import-lists.ts. Do not edit.
import type { Category } from './sources.ts'

/**
 * What a traffic source is: a host, a name that stands in utm_source, or \`name.{}\` for a name under any country's domain.
 * From: matomo-org/searchengine-and-social-list (CC0-1.0) at ${version};
 * the source categories of Google Analytics 4, as published by Google, by way of Velir/dbt-ga4 (MIT);
 * src/channels/supplement.ts. Taken ${new Date().toISOString().slice(0, 10)}. Where they differ, the later one counts.
 */
export const trafficSources: Readonly<Record<Category, readonly string[]>> = {
${categories.map((category) => `  ${category}: [\n${lines(category)}  ],\n`).join('')}}
`
}
