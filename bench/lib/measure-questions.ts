import { readFileSync } from 'node:fs'
import { createRowLoader } from '../../src/loaders/rows.ts'
import { askApp, openAppOver } from './app-over.ts'
import { openGateway } from './open-gateway.ts'
import { askGraph, post } from './post.ts'
import { type Question, type QuestionName, questions } from './questions.ts'
import { recordQueries } from './recorded-queries.ts'
import { sideBySide } from './side-by-side.ts'
import { findSubject } from './subject.ts'
import { withoutViews } from './without-views.ts'
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
  withoutViewsRatio: number
  rawRatio: number | undefined
}

export interface MeasureOptions {
  rounds: number
  names?: readonly QuestionName[]
  /** Locations are numbered by their size: 0 is the largest. */
  location?: number
}

/** Once is enough for what takes seconds, three times for what takes one or two. */
const roundsWithoutViews = 3

/**
 * Asks each question of a gateway over generated data, in turns with the same SQL sent directly, with the same answer
 * from raw events (by the same statements without materialized views, and by one that was written for it), with a
 * gateway that asks for one node at a time, and with the least that an HTTP answer costs.
 * @throws when two ways do not lead to the same answer.
 */
export async function measureQuestions(
  directory: string,
  { rounds, names = Object.keys(questions) as QuestionName[], location = 0 }: MeasureOptions,
): Promise<Record<string, Measured>> {
  await using gateway = await openGateway({ DATA_DIR: directory })
  await using floor = await startYogaFloor()
  // One query for each node, as resolvers without batches ask.
  const naive = openAppOver(gateway.clickhouse, { createLoader: (sql) => createRowLoader(sql, { maxIds: 1 }) })
  await using landingOnly = await withoutViews(gateway.clickhouse)
  // More memory than anybody gets: how long it takes is the question.
  const recomputing = openAppOver(landingOnly, {}, { QUERY_MAX_MEMORY_BYTES: '16000000000' })
  const { client } = gateway.clickhouse
  const locationId = `location-${location}`
  const token = await gateway.token(locationId)
  const subject = await findSubject(gateway.url, token, locationId)
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
    assertSame(question.title, 'the naive gateway', naiveAnswer, answer)
    assertSame(question.title, 'the gateway without views', await askApp(recomputing, token, body), answer)
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
    const without = await sideBySide(
      { views: async () => () => askApp(recomputing, token, body), nothing: async () => ask },
      roundsWithoutViews,
    )
    return {
      title: question.title,
      queries: recorded.count,
      ...times,
      naiveRatio: naiveMs / times.graph,
      withoutViewsRatio: without.views / without.nothing,
      rawRatio: raw === undefined ? undefined : rawMs / times.graph,
    }
  }

  function rawOf(name: string) {
    const query = readFileSync(new URL(`./raw/${name}.sql`, import.meta.url), 'utf8')
    const query_params = { location: subject.locationId, user: subject.userId, from: subject.from, to: subject.to }
    return async () => (await client.query({ query, query_params, format: 'JSONEachRow' })).json<{ figure: unknown }>()
  }

  const measured: Record<string, Measured> = {}
  for (const name of names) measured[name] = await measure(questions[name])
  await Promise.all([naive.close(), recomputing.close()])
  return measured
}

/**
 * @throws when an answer is another one. Means are sums in whichever order rows come: their last digits do not count.
 */
function assertSame(title: string, whose: string, answer: unknown, expected: unknown): void {
  const numbers: [number[], number[]] = [[], []]
  const [ours, theirs] = ([answer, expected] as const).map((value, side) =>
    JSON.stringify(value, (_, part) => (typeof part === 'number' ? numbers[side]?.push(part) && 0 : part)),
  )
  const near = (a: number, b: number | undefined) => b !== undefined && Math.abs(a - b) <= 1e-9 * Math.abs(b)
  if (ours !== theirs || !numbers[0].every((number, at) => near(number, numbers[1][at])))
    throw new Error(`${title}: ${whose} answers otherwise.`)
}
