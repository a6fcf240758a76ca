/** Who was there a moment ago comes back in a moment, as a page does that asks again and again. */
export const companyMs = 1_000

/** Which tenants ask or send at present: what one may take depends on whether there are others. */
export interface Company {
  /** The tenant asks or sends; the returned function is to be called once, when it has its answer. */
  enter(tenant: string): () => void
  /** Whether somebody else is there, or was within the last moment. */
  has(tenant: string): boolean
}

/** A location is the same tenant whether it asks or sends: it is no company for itself. */
export const tenantOfLocation = (locationId: string) => `location ${locationId}`

/** Who asks about several locations at once. */
export const tenantOfCredential = (credential: string) => `credential ${credential}`

export function createCompany(now: () => number = Date.now): Company {
  /** How many answers each waits for. */
  const here = new Map<string, number>()
  /** When each left; in this order, since a map keeps the order of insertion. */
  const left = new Map<string, number>()

  function forgetTheGone(): void {
    const gone = now() - companyMs
    for (const [name, at] of left) {
      if (at > gone) return
      left.delete(name)
    }
  }

  const hasOthers = (some: ReadonlyMap<string, unknown>, tenant: string) => some.size > (some.has(tenant) ? 1 : 0)

  return {
    enter(tenant) {
      here.set(tenant, (here.get(tenant) ?? 0) + 1)
      return () => {
        const others = (here.get(tenant) ?? 1) - 1
        if (others > 0) here.set(tenant, others)
        else here.delete(tenant)
        left.delete(tenant)
        left.set(tenant, now())
        forgetTheGone()
      }
    },
    has(tenant) {
      forgetTheGone()
      return hasOthers(here, tenant) || hasOthers(left, tenant)
    },
  }
}
