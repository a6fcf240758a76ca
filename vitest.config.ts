import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    // The embedded engine crashes in worker threads and binds one data directory per process.
    pool: 'forks',
    maxWorkers: 2,
    include: ['test/**/*.test.ts'],
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
})
