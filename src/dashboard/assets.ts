import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { extname, join, relative, sep } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'

export interface Asset {
  type: string
  /** The file, compressed if the client takes that and it is smaller. */
  encoded(acceptEncoding: string): Promise<{ body: Uint8Array<ArrayBuffer>; encoding: 'br' | 'gzip' | undefined }>
}

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.json': 'application/json; charset=utf-8',
}
const compressors = { br: promisify(brotliCompress), gzip: promisify(gzip) }
const compressible = new Set(['.html', '.js', '.css', '.svg'])

/**
 * The files of a built bundle by their paths, such as `/assets/index-x.js`. They are read once, so that only what was
 * there at the start can be asked for; each is compressed once, when it is first wanted.
 */
export function readAssets(directory: string): ReadonlyMap<string, Asset> {
  if (!existsSync(directory)) return new Map()
  return new Map(
    readdirSync(directory, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => join(parentPath, name))
      .map((path) => [`/${relative(directory, path).replaceAll(sep, '/')}`, assetAt(path)]),
  )
}

function assetAt(path: string): Asset {
  const plain = Uint8Array.from(readFileSync(path))
  const cache = new Map<'br' | 'gzip', Promise<Uint8Array<ArrayBuffer>>>()
  function compressed(encoding: 'br' | 'gzip') {
    const started = cache.get(encoding) ?? compressors[encoding](plain).then((body) => Uint8Array.from(body))
    cache.set(encoding, started)
    return started
  }
  return {
    type: types[extname(path)] ?? 'application/octet-stream',
    async encoded(acceptEncoding) {
      const accepted = acceptEncoding.split(',').map((part) => part.split(';')[0]?.trim())
      const encoding = (['br', 'gzip'] as const).find((one) => accepted.includes(one))
      if (encoding === undefined || !compressible.has(extname(path))) return { body: plain, encoding: undefined }
      return { body: await compressed(encoding), encoding }
    },
  }
}
