import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { defineConfig, type Plugin } from 'vite'

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url))

/** The texts behind the hashes that the bundle sends, for the gateway that serves it. */
function persistedDocuments(): Plugin {
  return {
    name: 'persisted-documents',
    generateBundle() {
      this.emitFile({
        type: 'asset',
        fileName: 'documents.json',
        source: readFileSync(here('graphql/persisted-documents.json')),
      })
    },
  }
}

export default defineConfig({
  root: here('.'),
  base: '/',
  publicDir: false,
  plugins: [persistedDocuments()],
  build: {
    outDir: here('../dist/dashboard/public'),
    emptyOutDir: true,
    target: 'es2022',
    // An inlined font or image would need a wider content security policy.
    assetsInlineLimit: 0,
    reportCompressedSize: false,
    chunkSizeWarningLimit: 400,
    rolldownOptions: {
      checks: { pluginTimings: false },
      // Radix marks its modules for server components, which a bundle for browsers does not have.
      onLog: (level, log, handle) => log.code !== 'MODULE_LEVEL_DIRECTIVE' && handle(level, log),
    },
  },
})
