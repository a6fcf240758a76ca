#!/usr/bin/env node
import { existsSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const main = new URL('../dist/cli/main.js', import.meta.url)
if (!existsSync(fileURLToPath(main))) {
  console.error('Attrigraph is not built yet. Run `npm run build` (or `npm run attrigraph -- …`, which builds first).')
  process.exit(1)
}
await import(main.href)
