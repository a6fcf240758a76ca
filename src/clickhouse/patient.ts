/**
 * The same configuration for work that may read all that there is, such as an erasure, a rebuild or an upgrade:
 * QUERY_TIMEOUT_MS is for questions.
 */
export const patient = <C extends { QUERY_TIMEOUT_MS: number }>(config: C): C => ({
  ...config,
  QUERY_TIMEOUT_MS: 24 * 3_600_000,
})
