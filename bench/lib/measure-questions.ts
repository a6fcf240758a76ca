import { readFileSync } from 'node:fs'
import { openNaiveGateway } from './naive-gateway.ts'
import { openGateway } from './open-gateway.ts'
import { askGraph, post } from './post.ts'
import { type Question, type QuestionName, questions } from './questions.ts'
import { recordQueries } from './recorded-queries.ts'
import { sideBySide } from './side-by-side.ts'
import { findSubject } from './subject.ts'
import { startYogaFloor } from './yoga-floor.ts'

export interface Measured {
  title: string
  /** ClickHouse queries of one answer. */
  queries: number
  /** Medians in milliseconds: over HTTP, its SQL sent directly, a constant over HTTP. */
  graph: number
  direct: number
  http: number
  /** How much longer other ways to the same answer take. */
  naiveRatio: number
  rawRatio: number | undefined
}

/**
 * Asks each question of a gateway over generated data, in turns with the same SQL sent directly, with the same answer from raw events,
 * with a gateway that asks for one node at a time, and with the least that an HTTP answer costs.
 * @throws when two ways do not lead to the same answer.
 */
export async function measureQuestions(
  directory: string,
  { rounds, names = Object.keys(questions) as QuestionName[] }: { rounds: number; names?: readonly QuestionName[] },
): Promise<Record<string, Measured>> {
  await using gateway = await openGateway({ DATA_DIR: directory })
  await using floor = await startYogaFloor()
  const naive = openNaiveGateway(gateway.clickhouse)
  const { client } = gateway.clickhouse
  const token = await gateway.token('location-0')
  const subject = await findSubject(gateway.url, token)
  const constant = JSON.stringify({ query: '{ constant }' })

  async function measure(question: Question): Promise<Measured> {
    const body = JSON.stringify({ query: question.query, variables: question.variables(subject) })
    const ask = () => askGraph(gateway.url, token, body)
    const answer = await ask()
    const recorded = await recordQueries(gateway.clickhouse, ask)
    // Once is enough: it is hundreds of queries, and may take a minute.
    const startedAt = performance.now()
    const naiveAnswer = await askApp(naive, token, body)
    const naiveMs = performance.now() - startedAt
    if (JSON.stringify(naiveAnswer) !== JSON.stringify(answer))
      throw new Error(`${question.title}: the naive gateway answers otherwise.`)
    const raw = question.raw === undefined ? undefined : rawOf(question.raw.name)
    if (raw !== undefined && question.raw !== undefined) {
      const [row] = await raw()
      const [figure, ours] = [String(row?.figure), String(question.raw.figureOf(answer))]
      if (figure !== ours) throw new Error(`${question.title}: ${figure} from raw events, ${ours} from the graph.`)
    }
    const { raw: rawMs, ...times } = await sideBySide(
      {
        graph: async () => ask,
        direct: async () => recorded.replay,
        http: async () => () => post(`${floor.url}/graphql`, token, constant),
        raw: async () => raw ?? (async () => undefined),
      },
      rounds,
    )
    const rawRatio = raw === undefined ? undefined : rawMs / times.graph
    return { title: question.title, queries: recorded.count, ...times, naiveRatio: naiveMs / times.graph, rawRatio }
  }

  function rawOf(name: string) {
    const query = readFileSync(new URL(`./raw/${name}.sql`, import.meta.url), 'utf8')
    const query_params = { location: subject.locationId, user: subject.userId, from: subject.from, to: subject.to }
    return async () => (await client.query({ query, query_params, format: 'JSONEachRow' })).json<{ figure: unknown }>()
  }

  const measured: Record<string, Measured> = {}
  for (const name of names) measured[name] = await measure(questions[name])
  await naive.close()
  return measured
}

async function askApp(app: ReturnType<typeof openNaiveGateway>, token: string, body: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  const response = await app.fetch(new Request('http://naive/graphql', { method: 'POST', headers, body }))
  const { data, errors }: { data?: unknown; errors?: unknown } = await response.json()
  if (errors !== undefined) throw new Error(`The naive gateway: ${JSON.stringify(errors).slice(0, 500)}`)
  return data
}
