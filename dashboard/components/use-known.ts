import type { CombinedError, Operation } from '@urql/core'
import { useState } from 'react'

/** A question's state, as `useQuery` tells it. */
interface Asked<Data> {
  data?: Data | undefined
  error?: CombinedError | undefined
  fetching: boolean
  operation?: Operation | undefined
}

/**
 * The answer, or where the question could not be asked again its last one. What an error leaves of an answer is not
 * taken for one.
 */
export function useKnown<Data>(key: number, { data, error, fetching, operation }: Asked<Data>): Data | undefined {
  const [known, setKnown] = useState<{ key: number; data: Data }>()
  const isAnswer = data != null && error === undefined && !fetching && operation?.key === key
  if (isAnswer && (known?.key !== key || known.data !== data)) setKnown({ key, data })
  if (error === undefined) return data
  return known?.key === key ? known.data : undefined
}
