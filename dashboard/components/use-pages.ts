import {
  type AnyVariables,
  type Client,
  createRequest,
  type GraphQLRequest,
  type OperationResult,
  type TypedDocumentNode,
} from '@urql/core'
import { useEffect, useRef, useState } from 'react'
import { useClient } from 'urql'
import type { Answer } from './answer.tsx'
import { useReturn } from './use-return.ts'

/** `data` are pages that were asked together, the first one first. */
export interface PagedAnswer<Data> extends Answer<readonly Data[]> {
  /** Shows the page that follows; undefined where none does, or the last one is still under way. */
  more: (() => void) | undefined
}

/**
 * What the variables of the page after these are, where they differ from those of the last one. Undefined: there is
 * none.
 */
type Next<Data, Variables> = (pages: readonly Data[]) => Partial<Variables> | undefined

/** Where somebody comes back to a long list, so many of its pages are shown at once. */
const rememberedPages = 5

/**
 * A list by its pages, each a question that begins where the page before ends. All pages that are shown are asked again
 * together, so that none is older than another; where one ends elsewhere than before, the next is asked from there. Until
 * all of them have come, those of the last time stay together. So nothing is missing in between and nothing stands
 * twice, whatever comes in and whatever cannot be asked. The query and the variables stay the same; other ones are
 * another list.
 */
export function usePages<Data, Variables extends AnyVariables>(
  query: TypedDocumentNode<Data, Variables>,
  variables: NoInfer<Variables>,
  next: Next<Data, NoInfer<Variables>>,
): PagedAnswer<Data> {
  const client = useClient()
  const [answers, setAnswers] = useState(() => knownPages(client, createRequest(query, variables), next))
  const [wanted, setWanted] = useState(Math.max(1, answers.length))
  const [round, setRound] = useState(0)
  useReturn(() => setRound((before) => before + 1))

  const { asked, isEnd } = chain(createRequest(query, variables), answers, wanted, next)
  const subscriptions = useRef(new Map<number, () => void>())
  const keys = asked.map(({ key }) => key).join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: the keys stand for the requests, and a new round asks all of them again.
  useEffect(() => {
    const open = subscriptions.current
    for (const [key, close] of open)
      if (!asked.some((request) => request.key === key)) {
        close()
        open.delete(key)
      }
    asked.forEach((request, index) => {
      if (open.has(request.key)) return
      const { unsubscribe } = client
        .executeQuery<Data, Variables>(request, { requestPolicy: 'cache-and-network' })
        .subscribe((answer) => setAnswers((before) => put(before, index, answer)))
      open.set(request.key, unsubscribe)
    })
  }, [client, keys, round])
  // biome-ignore lint/correctness/useExhaustiveDependencies: as above.
  useEffect(
    () => () => {
      for (const close of subscriptions.current.values()) close()
      subscriptions.current.clear()
    },
    [client, round],
  )

  const current = asked.map(({ key }, index) => (answers[index]?.operation.key === key ? answers[index] : undefined))
  const isComplete = current.every((answer) => answer !== undefined)
  const pages = current.flatMap((answer) => answer?.data ?? [])
  const isWhole = (isEnd || asked.length === wanted) && pages.length === asked.length
  const [shown, setShown] = useState<readonly Data[]>(pages)
  if (isWhole && !isSame(shown, pages)) setShown(pages)
  const isRefreshing = current.some((answer) => answer?.stale === true)
  return {
    data: shown.length === 0 ? undefined : shown,
    error: current.find((answer) => answer?.error !== undefined)?.error,
    isLoading: !isComplete,
    isRefreshing,
    again: () => setRound(round + 1),
    more: isWhole && !isRefreshing && next(pages) !== undefined ? () => setWanted(asked.length + 1) : undefined,
  }
}

const isSame = <Item>(some: readonly Item[], others: readonly Item[]) =>
  some.length === others.length && some.every((item, index) => item === others[index])

type Answers<Data, Variables extends AnyVariables> = readonly OperationResult<Data, Variables>[]

/**
 * Where a page could not be asked again, what is known of it stays. What an error leaves of an answer is not taken for
 * one.
 */
function put<Data, Variables extends AnyVariables>(
  answers: Answers<Data, Variables>,
  index: number,
  answer: OperationResult<Data, Variables>,
): Answers<Data, Variables> {
  const before = answers[index]
  const known = before?.operation.key === answer.operation.key ? before.data : undefined
  const { data: _, ...told } = answer
  const next = answer.error === undefined ? answer : known == null ? told : { ...told, data: known }
  return index < answers.length ? answers.with(index, next) : [...answers, next]
}

/** The requests of as many pages as are wanted, as far as the answers tell where a page begins. */
function chain<Data, Variables extends AnyVariables>(
  first: GraphQLRequest<Data, Variables>,
  answers: Answers<Data, Variables>,
  wanted: number,
  next: Next<Data, Variables>,
): { asked: GraphQLRequest<Data, Variables>[]; isEnd: boolean } {
  const asked = [first]
  const pages: Data[] = []
  for (let last = first; asked.length < wanted; asked.push(last)) {
    const answer = answers[asked.length - 1]
    if (answer?.data == null || answer.operation.key !== last.key) return { asked, isEnd: false }
    pages.push(answer.data)
    const change = next(pages)
    if (change === undefined) return { asked, isEnd: true }
    last = createRequest(last.query, { ...last.variables, ...change })
  }
  return { asked, isEnd: false }
}

/** What the cache holds of a list, from its beginning on. */
function knownPages<Data, Variables extends AnyVariables>(
  client: Client,
  first: GraphQLRequest<Data, Variables>,
  next: Next<Data, Variables>,
): Answers<Data, Variables> {
  const known: OperationResult<Data, Variables>[] = []
  for (let wanted = 1; wanted <= rememberedPages; wanted++) {
    const request = chain(first, known, wanted, next).asked[wanted - 1]
    if (request === undefined) break
    const answer = client.readQuery<Data, Variables>(request.query, request.variables, { requestPolicy: 'cache-only' })
    if (answer?.data == null) break
    known.push({ ...answer, stale: true })
  }
  return known
}
