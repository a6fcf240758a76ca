import { askServer } from '../lib/ask-server.ts'
import type { Fault } from '../lib/fault.ts'

/** Inserts come faster than they are merged, until the server takes no more. */
export const tooManyParts: Fault = {
  name: 'too-many-parts',
  title: 'too many parts in `events`, nothing merged',
  readersGoOn: true,
  async inject({ server }) {
    await askServer(server.url, 'SYSTEM STOP MERGES attrigraph.events')
    await askServer(
      server.url,
      'ALTER TABLE attrigraph.events MODIFY SETTING parts_to_delay_insert = 1, parts_to_throw_insert = 2',
    )
    return async () => {
      await askServer(server.url, 'SYSTEM START MERGES attrigraph.events')
      await askServer(
        server.url,
        'ALTER TABLE attrigraph.events RESET SETTING parts_to_delay_insert, parts_to_throw_insert',
      )
    }
  },
}
