import { covers, type Principal } from '../auth/principal.ts'
import { GatewayError } from '../errors.ts'
import { credentialKey } from '../limits/credential-key.ts'
import { createLatestValue, type LatestValue } from './latest-value.ts'
import { type Activity, type Poll, type PollDeps, startPoll } from './poll.ts'

export interface ActivityHub {
  /**
   * The activity of a location, at once and whenever it has changed, until the token expires, the signal aborts, or the
   * hub closes.
   * @throws GatewayError BAD_USER_INPUT for an interval out of range, FORBIDDEN, RATE_LIMITED, UNAVAILABLE while the
   * gateway stops.
   */
  subscribe(request: ActivityRequest): AsyncIterable<Activity>
  /** Ends every subscription and takes no more. */
  close(): void
}

interface ActivityRequest {
  principal: Principal
  locationId: string
  intervalSeconds: number
  signal?: AbortSignal | undefined
}

export interface ActivityLimits {
  maxSubscriptions: number
  maxPerToken: number
}

interface Subscriber {
  principal: Principal
  values: LatestValue<Activity>
}

/** Those who listen to one location at one interval share one poll. */
interface Channel {
  subscribers: Set<Subscriber>
  poll: Poll
  last?: Activity
}

const maxIntervalSeconds = 60
/** The longest that a timer can wait. */
const maxTimerMs = 2 ** 31 - 1

/**
 * Live activity for the subscribers of this process. It reads ClickHouse and keeps nothing, so any instance tells the
 * same.
 */
export function createActivityHub(deps: PollDeps, { maxSubscriptions, maxPerToken }: ActivityLimits): ActivityHub {
  const { now, metrics } = deps
  const channels = new Map<string, Channel>()
  const openByToken = new Map<string, number>()
  const everybody = new Set<Subscriber>()
  let closing = false

  const mayListen = ({ locations, expiresAtMs = Number.POSITIVE_INFINITY }: Principal, locationId: string) =>
    covers(locations, locationId) && now() < expiresAtMs

  function open(key: string, locationId: string, intervalSeconds: number): Channel {
    const subscribers = new Set<Subscriber>()
    const channel: Channel = {
      subscribers,
      poll: startPoll(deps, {
        locationId,
        intervalMs: intervalSeconds * 1_000,
        scopeNow: () => [...subscribers].find(({ principal }) => mayListen(principal, locationId))?.principal.locations,
        onChange(activity) {
          channel.last = activity
          for (const subscriber of subscribers) push(subscriber, activity)
        },
      }),
    }
    channels.set(key, channel)
    return channel
  }

  /** Whether somebody may still see this location is asked again each time. */
  function push({ principal, values }: Subscriber, activity: Activity): void {
    if (mayListen(principal, activity.locationId)) {
      metrics.subscriptionPushes.inc()
      values.offer(activity)
    } else values.end()
  }

  function admit(token: string): void {
    if (closing) throw new GatewayError('UNAVAILABLE', 'The gateway is shutting down. Subscribe again.')
    const open = openByToken.get(token) ?? 0
    if (open < maxPerToken && everybody.size < maxSubscriptions) return
    metrics.rateLimited.inc({ door: 'subscription' })
    throw new GatewayError(
      'RATE_LIMITED',
      open < maxPerToken
        ? 'The gateway has as many subscriptions as it can serve. Try again later.'
        : `A token may have ${maxPerToken} subscriptions open at once. Close one first.`,
    )
  }

  return {
    subscribe({ principal, locationId, intervalSeconds, signal }) {
      if (intervalSeconds < 1 || intervalSeconds > maxIntervalSeconds)
        throw new GatewayError(
          'BAD_USER_INPUT',
          `intervalSeconds: ${intervalSeconds} is out of range; 1 to ${maxIntervalSeconds}.`,
        )
      if (!covers(principal.locations, locationId))
        throw new GatewayError('FORBIDDEN', 'The token does not cover this location.')
      const token = principal.credentialId ?? credentialKey(principal)
      admit(token)

      const values = createLatestValue<Activity>(release)
      const subscriber = { principal, values }
      const key = JSON.stringify([locationId, intervalSeconds])
      const remainingMs = (principal.expiresAtMs ?? Number.POSITIVE_INFINITY) - now()
      const expiry = remainingMs > maxTimerMs ? undefined : setTimeout(() => values.end(), Math.max(0, remainingMs))
      everybody.add(subscriber)
      openByToken.set(token, (openByToken.get(token) ?? 0) + 1)
      metrics.subscriptionsOpen.inc()
      const channel = channels.get(key) ?? open(key, locationId, intervalSeconds)
      channel.subscribers.add(subscriber)
      if (channel.last !== undefined) push(subscriber, channel.last)
      if (signal?.aborted) values.end()
      else signal?.addEventListener('abort', values.end, { once: true })
      return values

      function release(): void {
        clearTimeout(expiry)
        signal?.removeEventListener('abort', values.end)
        everybody.delete(subscriber)
        const left = (openByToken.get(token) ?? 1) - 1
        if (left === 0) openByToken.delete(token)
        else openByToken.set(token, left)
        metrics.subscriptionsOpen.dec()
        channel.subscribers.delete(subscriber)
        if (channel.subscribers.size > 0) return
        channel.poll.stop()
        channels.delete(key)
      }
    },
    close() {
      closing = true
      for (const { values } of [...everybody]) values.end()
    },
  }
}
