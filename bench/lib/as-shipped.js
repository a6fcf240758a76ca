/**
 * Benchmarks measure the gateway that users run: what `npm run build` made of `src/`. tsx, which runs the benchmarks' own TypeScript, would
 * make the gateway slower: its code names functions anew each time one is made. Import this after tsx.
 */
import { register } from 'node:module'
import { isMainThread } from 'node:worker_threads'

const source = new URL('../../src/', import.meta.url).href
const built = new URL('../../dist/', import.meta.url).href

/** @type {import('node:module').ResolveHook} */
export async function resolve(specifier, context, next) {
  const wanted = specifier.startsWith('.') ? new URL(specifier, context.parentURL).href : specifier
  if (!wanted.startsWith(source)) return next(specifier, context)
  return next(built + wanted.slice(source.length).replace(/\.ts$/, '.js'), context)
}

// Node loads this file a second time, into the thread in which modules are found.
if (isMainThread) register(import.meta.url)
