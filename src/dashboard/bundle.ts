import { fileURLToPath } from 'node:url'

/** Where `npm run build` puts the dashboard; the same from `src` and from `dist`. */
export const bundleDirectory = fileURLToPath(new URL('../../dist/dashboard/public/', import.meta.url))
