import type { PrivacyFilters } from '../privacy/privacy-filters.ts'
import type { Delivery } from './captured-event.ts'
import { type Intake, takeIn } from './intake.ts'

export interface IntakeAheadDeps {
  filters: PrivacyFilters
  now: () => number
  quarantineMaxBytes: number
}

export interface IntakeAhead {
  /** Does what can be done before the database is needed, while it still writes other events. */
  prepare(deliveries: readonly Delivery[]): void
  /** In the order of the deliveries. @throws when settings cannot be read. */
  of(deliveries: readonly Delivery[]): Promise<Intake[]>
}

/**
 * Takes deliveries in, some of them before their turn: to shape the next events takes as long as the database takes for
 * the last ones.
 */
export function createIntakeAhead({ filters, now, quarantineMaxBytes }: IntakeAheadDeps): IntakeAhead {
  const ahead = new WeakMap<Delivery, Promise<Intake | undefined>>()

  const filtersOf = (deliveries: readonly Delivery[]) => filters.of(deliveries.map(({ locationId }) => locationId))

  async function takeInNow(deliveries: readonly Delivery[]): Promise<Intake[]> {
    return takeIn(deliveries, await filtersOf(deliveries), new Date(now()), quarantineMaxBytes)
  }

  return {
    prepare(deliveries) {
      // What fails here fails again in its turn, and is told then.
      const intakes = takeInNow(deliveries).catch((): Intake[] => [])
      for (const [index, delivery] of deliveries.entries())
        ahead.set(
          delivery,
          intakes.then((all) => all[index]),
        )
    },

    async of(deliveries) {
      const early = await Promise.all(deliveries.map((delivery) => ahead.get(delivery)))
      const filterOf = await filtersOf(deliveries)
      const taken = new Map<Delivery, Intake>()
      // A setting that came since holds for these events too.
      for (const intake of early)
        if (intake !== undefined && intake.filter === filterOf.get(intake.delivery.locationId))
          taken.set(intake.delivery, intake)
      const late = deliveries.filter((delivery) => !taken.has(delivery))
      for (const intake of await takeInNow(late)) taken.set(intake.delivery, intake)
      return deliveries.flatMap((delivery) => taken.get(delivery) ?? [])
    },
  }
}
