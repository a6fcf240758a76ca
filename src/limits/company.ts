/** Who was there a moment ago comes back in a moment, as a page does that asks again and again. */
export const companyMs = 1_000

/** Which locations ask or send at present: what one may take depends on whether there are others. */
export interface Company {
  /** The location asks or sends; the returned function is to be called once, when it has its answer. */
  enter(location: string): () => void
  /** Whether somebody else is there, or was within the last moment. */
  has(location: string): boolean
}

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

  const hasOthers = (some: ReadonlyMap<string, unknown>, location: string) => some.size > (some.has(location) ? 1 : 0)

  return {
    enter(location) {
      here.set(location, (here.get(location) ?? 0) + 1)
      return () => {
        const others = (here.get(location) ?? 1) - 1
        if (others > 0) here.set(location, others)
        else here.delete(location)
        left.delete(location)
        left.set(location, now())
        forgetTheGone()
      }
    },
    has(location) {
      forgetTheGone()
      return hasOthers(here, location) || hasOthers(left, location)
    },
  }
}
