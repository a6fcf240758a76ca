import { fileURLToPath } from 'node:url'
import { defineConfig } from 'vitest/config'

/** Proofs that walk through everything take minutes; `LONG=1 npm test` runs them too. */
const long = [
  'test/privacy/erase-on-server.test.ts',
  'test/privacy/random-erasures.test.ts',
  'test/security/cross-tenant.test.ts',
  'test/security/fuzz-routes.test.ts',
]

export default defineConfig({
  // graphql ships two builds; Vite would take the other one than Node takes for our libraries, and types would not match.
  resolve: { alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve('graphql/index.js')) }] },
  test: {
    // The embedded engine crashes in worker threads and binds one data directory per process.
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    exclude: process.env.LONG === undefined ? long : [],
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Transforming our sources again for each of a hundred files took half of the time until a first test ran.
    experimental: { fsModuleCache: true },
  },
})
