import { GatewayError } from '../errors.ts'
import { type Company, companyMs, createCompany } from '../limits/company.ts'

export interface SchedulerLimits {
  /** Queries that run side by side. */
  slots: number
  /**
   * Of these, how many one tenant may hold that is alone: below `slots`, so that somebody else always finds one soon.
   */
  slotsPerTenant: number
  /** Queries of one tenant that may wait. */
  queuePerTenant: number
  /** Queries of all tenants that may wait. */
  queueTotal: number
  /** How long a query may wait. */
  maxWaitMs: number
}

/** Stands before ClickHouse, so that no tenant can keep the others from it. */
export interface Scheduler {
  /**
   * Runs the work in one of the tenant's slots, as soon as there is one. The slot is held until the work has really
   * ended; who aborts is answered at once. The work is told which of the tenant's running ones it is: 1 is the only
   * one.
   * @throws GatewayError RATE_LIMITED when too much of this tenant waits, UNAVAILABLE when too much of all does or the
   * wait was
   * too long, CLIENT_CLOSED_REQUEST after an abort; and whatever the work throws.
   */
  run<T>(tenant: string, work: (place: number) => Promise<T>, signal?: AbortSignal): Promise<T>
  /** Slots in use, those of callers who have left included. */
  readonly running: number
  /** Queries that wait for a slot. */
  readonly waiting: number
  /** How many slots a tenant may hold at present. */
  readonly share: number
  readonly limits: SchedulerLimits
}

interface Tenant {
  running: number
  /** When it last asked or was answered. */
  seenAt: number
  /** In the order of their coming. */
  waiting: Set<Waiter>
}

interface Waiter {
  start(place: number): Promise<void>
}

/**
 * Tenants that are there at the same time share what one may hold alone: the queries of one compete for the same
 * processors as those of the others, before and while ClickHouse weighs them. A free slot goes to the tenant that holds
 * the fewest, of equals to the one that came or was served longest ago; within a tenant to who came first. Whoever
 * comes later waits longer, so nobody waits for ever.
 * @param company Is told who asks, for others who share the database with them.
 */
export function createScheduler(
  limits: SchedulerLimits,
  now: () => number = Date.now,
  company: Company = createCompany(now),
): Scheduler {
  const { slots, slotsPerTenant, queuePerTenant, queueTotal, maxWaitMs } = limits
  // In the order of coming or being served: a map keeps the order of insertion.
  const tenants = new Map<string, Tenant>()
  let running = 0
  let waiting = 0

  function share(): number {
    const gone = now() - companyMs
    for (const [name, tenant] of tenants) if (isIdle(tenant) && tenant.seenAt <= gone) tenants.delete(name)
    return Math.max(1, Math.floor(slotsPerTenant / Math.max(1, tenants.size)))
  }

  function dispatch(): void {
    while (running < slots) {
      const next = nextInTurn()
      if (next === undefined) return
      const [name, tenant, waiter] = next
      leaveQueue(tenant, waiter)
      tenants.delete(name)
      tenants.set(name, tenant)
      running++
      tenant.running++
      waiter.start(tenant.running).finally(() => {
        running--
        tenant.running--
        tenant.seenAt = now()
        dispatch()
      })
    }
  }

  function nextInTurn(): [string, Tenant, Waiter] | undefined {
    let chosen: [string, Tenant, Waiter] | undefined
    const most = share()
    for (const [name, tenant] of tenants) {
      const [first] = tenant.waiting
      if (first === undefined || tenant.running >= most) continue
      if (chosen === undefined || tenant.running < chosen[1].running) chosen = [name, tenant, first]
    }
    return chosen
  }

  /** Whether it waited still. */
  function leaveQueue(tenant: Tenant, waiter: Waiter): boolean {
    const waited = tenant.waiting.delete(waiter)
    if (waited) waiting--
    return waited
  }

  function run<T>(name: string, work: (place: number) => Promise<T>, signal?: AbortSignal): Promise<T> {
    if (signal?.aborted) return Promise.reject(new GatewayError('CLIENT_CLOSED_REQUEST'))
    const tenant = tenants.get(name) ?? { running: 0, seenAt: 0, waiting: new Set() }
    tenant.seenAt = now()
    const mustWait = running >= slots || tenant.running >= share()
    if (mustWait && tenant.waiting.size >= queuePerTenant) return Promise.reject(tooMany(queuePerTenant))
    if (mustWait && waiting >= queueTotal) return Promise.reject(busy())
    tenants.set(name, tenant)

    const leaveCompany = company.enter(name)
    return new Promise<T>((resolve, reject) => {
      const waiter: Waiter = {
        async start(place) {
          clearTimeout(timer)
          try {
            resolve(await work(place))
          } catch (error) {
            reject(error)
          } finally {
            leaveCompany()
            signal?.removeEventListener('abort', onAbort)
          }
        },
      }
      const giveUp = (error: GatewayError) => {
        clearTimeout(timer)
        signal?.removeEventListener('abort', onAbort)
        if (leaveQueue(tenant, waiter)) leaveCompany()
        reject(error)
      }
      const onAbort = () => giveUp(new GatewayError('CLIENT_CLOSED_REQUEST'))
      const timer = setTimeout(() => giveUp(busy()), maxWaitMs)
      signal?.addEventListener('abort', onAbort)
      tenant.waiting.add(waiter)
      waiting++
      dispatch()
    })
  }

  return {
    run,
    limits,
    get running() {
      return running
    },
    get waiting() {
      return waiting
    },
    get share() {
      return share()
    },
  }
}

const isIdle = ({ running, waiting }: Tenant) => running === 0 && waiting.size === 0

const tooMany = (allowed: number) =>
  new GatewayError(
    'RATE_LIMITED',
    `More than ${allowed} queries wait already. Ask for less at once, or again in a moment.`,
    { retryAfterSeconds: 1 },
  )

const busy = () =>
  new GatewayError('UNAVAILABLE', 'The database is busy with other queries. Try again in a moment.', {
    retryAfterSeconds: 2,
  })
