import { type Context, Hono } from 'hono'
import { readAssets } from './assets.ts'

/**
 * Scripts, styles and requests of this origin only. There is nothing inline, so nothing inline is allowed; a page that
 * shows personal data is framed nowhere.
 */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ')

/** The paths of dashboard/app/router.tsx. Anything else is not the dashboard's. */
const views = [
  '/',
  '/attribution',
  '/funnel',
  '/retention',
  '/paths',
  '/users',
  '/users/:id',
  '/sessions',
  '/errors',
  '/operations',
  '/live',
]
const year = 31_536_000

export interface Dashboard {
  /** One page at each of its paths, and its assets, which never change under their names. */
  routes: Hono
  /** What a browser is shown where there is nothing; `undefined` for who reads no pages. */
  notFound(context: Context): Promise<Response | undefined>
}

export function createDashboard(directory: string): Dashboard {
  const assets = readAssets(directory)
  const page = assets.get('/index.html')

  async function send(context: Context, path: string, cacheControl: string, status: 200 | 404 = 200) {
    const asset = assets.get(path)
    if (asset === undefined) return context.notFound()
    const { body, encoding } = await asset.encoded(context.req.header('accept-encoding') ?? '')
    return context.body(body, status, {
      'content-type': asset.type,
      'cache-control': cacheControl,
      vary: 'accept-encoding',
      ...(encoding === undefined ? {} : { 'content-encoding': encoding }),
    })
  }

  const routes = new Hono({ strict: false })
  routes.get('/assets/:name', (context) => send(context, context.req.path, `public, max-age=${year}, immutable`))
  for (const view of views)
    routes.get(view, async (context) => {
      if (page === undefined)
        return context.text('The dashboard is not built. Run `npm run build`. GraphQL is at /graphql.\n', 503)
      context.header('content-security-policy', contentSecurityPolicy)
      return send(context, '/index.html', 'no-cache')
    })
  return {
    routes,
    async notFound(context) {
      const wantsPage = context.req.method === 'GET' && (context.req.header('accept') ?? '').includes('text/html')
      if (!wantsPage || page === undefined) return undefined
      context.header('content-security-policy', contentSecurityPolicy)
      return send(context, '/index.html', 'no-cache', 404)
    },
  }
}
