import { readFileSync } from 'node:fs'
import { createConfig, lintFromString } from '@redocly/openapi-core'
import { expect, test } from 'vitest'
import { openApi } from '../../src/tinybird/openapi.ts'
import { pipeNames, pipes } from '../../src/tinybird/pipes/index.ts'

const committed = readFileSync('docs/openapi.json', 'utf8')

test('the committed document is what the description prints', () => {
  expect(committed).toBe(`${JSON.stringify(openApi({ named: pipeNames, serverUrl: '/v0' }), null, 2)}\n`)
})

test('a linter finds nothing', async () => {
  const config = await createConfig({ extends: ['recommended-strict'], rules: { 'no-unused-components': 'error' } })
  const problems = await lintFromString({ source: committed, absoluteRef: 'docs/openapi.json', config })
  expect(problems.map(({ ruleId, message, location }) => `${ruleId}: ${message} ${location[0]?.pointer}`)).toEqual([])
})

test('it would find what is wrong', async () => {
  const config = await createConfig({ extends: ['recommended-strict'] })
  const source = committed
    .replace('"openapi": "3.1.0"', '"openapi": "3.1.0", "pipes": 1')
    .replace('"in": "path"', '"in": "heaven"')
  expect((await lintFromString({ source, absoluteRef: 'docs/openapi.json', config })).length).toBeGreaterThan(0)
})

test('paths are literally /pipes/<name>.{format}, and every spelling of a parameter is there', () => {
  const document: { paths: Record<string, { get: { parameters: { name: string }[] } }> } = JSON.parse(committed)
  expect(Object.keys(document.paths)).toEqual(pipeNames.map(({ name }) => `/pipes/${name}.{format}`))
  for (const { name, parameters } of pipes)
    expect(document.paths[`/pipes/${name}.{format}`]?.get.parameters.map((parameter) => parameter.name)).toEqual(
      parameters.flatMap((parameter) => [parameter.name, ...(parameter.aliases ?? [])]),
    )
})

test('every status that a pipe may be answered with is there', () => {
  const document: { paths: Record<string, { get: { responses: object }; post: { responses: object } }> } =
    JSON.parse(committed)
  const statuses = ['200', '400', '403', '404', '405', '408', '413', '415', '429', '500', '503']
  for (const { get, post } of Object.values(document.paths))
    for (const { responses } of [get, post]) expect(Object.keys(responses)).toEqual(statuses)
})
