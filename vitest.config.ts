import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** Proofs that walk through everything take minutes; `LONG=1 npm test` runs them too. */
const long = [
  'test/attribution/totals.test.ts',
  'test/backup/answers.test.ts',
  'test/backup/bucket.test.ts',
  'test/backup/cluster.test.ts',
  'test/backup/copy.test.ts',
  'test/backup/erasures.test.ts',
  'test/bench/ratios.test.ts',
  'test/clickhouse/cluster-changes.test.ts',
  'test/clickhouse/odd-profile.test.ts',
  'test/export/large-rows.test.ts',
  'test/privacy/erase-on-cluster.test.ts',
  'test/privacy/erase-on-server.test.ts',
  'test/privacy/interrupted.test.ts',
  'test/privacy/random-erasures.test.ts',
  'test/properties/killed.test.ts',
  'test/rebuild/concurrent.test.ts',
  'test/rebuild/server-mode.test.ts',
  'test/security/cross-tenant.test.ts',
  'test/security/fuzz-routes.test.ts',
]

/** These replace modules of Node, watch their whole process or open data directories, of which a process has one at a time: each has one of its own. The others share theirs, which saves loading everything again. */
const alone = [
  'test/backup/embedded.test.ts',
  'test/mistakes/reading.test.ts',
  'test/auth/location-scope.test.ts',
  'test/e2e/posthog-node.test.ts',
  'test/sql/scheduler.test.ts',
]

/** Where nothing is known of earlier runs, files would go by their size: one that begins last is waited for by itself. */
const longestFirst = [
  'dashboard/dashboard',
  'security/statements',
  'privacy/odd-ids',
  'privacy/maintenance',
  'privacy/erase',
  'graphql/subscription',
  'cli/options',
  'e2e/kill',
  'backup/embedded',
  'rebuild/signal',
  'chaos/short',
]
const placeOf = ({ moduleId }: TestSpecification) => {
  const place = longestFirst.findIndex((name) => moduleId.endsWith(`/test/${name}.test.ts`))
  return place < 0 ? longestFirst.length : place
}
class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => placeOf(a) - placeOf(b))
  }
}

const exclude = process.env.LONG === undefined ? long : []

export default defineConfig({
  // graphql ships two builds; Vite would take the other one than Node takes for our libraries, and types would not match.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }] },
  test: {
    // The embedded engine crashes in worker threads and binds one data directory per process.
    pool: 'forks',
    // On two processors: a quarter of their time tests wait for intervals, disks and browsers (13 minutes with two workers).
    maxWorkers: 3,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // Transforming our sources again for each of a hundred files took half of the time until a first test ran.
    experimental: { fsModuleCache: true },
    sequence: { sequencer: LongestFirst },
    projects: [
      {
        extends: true,
        test: { name: 'together', isolate: false, include: ['test/**/*.test.ts'], exclude: [...exclude, ...alone] },
      },
      { extends: true, test: { name: 'alone', include: alone } },
    ],
  },
})
