import type { WriteKeys } from '../auth/write-keys.ts'
import { bearerToken } from '../http/bearer-token.ts'
import type { OnRefused } from '../ingest/posthog/door.ts'
import type { IngestStats } from './ingest-stats.ts'
import type { Metrics } from './metrics.ts'

/**
 * Counts requests of a door that were refused as a whole. Which location that concerns tells the failure, or a key in
 * the URL or the headers, as the door itself looks for it (`keyOf`); a body that could not be read names nobody, and an
 * unknown key none: such a request is counted by the process alone.
 */
export function createRefusedRequests(
  door: string,
  { writeKeys, stats, metrics }: { writeKeys: WriteKeys; stats: IngestStats; metrics: Metrics },
  keyOf: (request: Request) => string | undefined = keyAnywhere,
): OnRefused {
  async function locationIn(request: Request): Promise<string | undefined> {
    const key = keyOf(request)
    return key === undefined || key === '' ? undefined : writeKeys.locationOf(key)
  }

  return (failure, request) => {
    if (failure.inQuarantine) return
    metrics.ingestRefusals.inc({ door, reason: failure.code })
    Promise.resolve(failure.locationId ?? locationIn(request))
      .then((locationId) => locationId !== undefined && stats.count(locationId, 'rejected', failure.code))
      // Where keys cannot be looked up at the moment, the process's own count remains.
      .catch(() => undefined)
  }
}

function keyAnywhere(request: Request): string | undefined {
  const query = new URL(request.url).searchParams
  return query.get('key') ?? query.get('token') ?? query.get('api_key') ?? bearerToken(request.headers)
}
