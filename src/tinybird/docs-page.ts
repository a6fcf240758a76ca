import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import type { Hono } from 'hono'
import { openApi } from './openapi.ts'
import { pipeNames } from './pipes/index.ts'

const script = fileURLToPath(import.meta.resolve('rapidoc/dist/rapidoc-min.js'))

const page = `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<link rel="icon" href="data:,">
<title>Attrigraph pipes</title>
<script type="module" src="/v0/docs/rapidoc.js"></script>
</head>
<body>
<rapi-doc spec-url="/v0/docs/openapi.json" load-fonts="false" render-style="read" theme="light" show-header="false"
  allow-server-selection="false" schema-style="table" regular-font="system-ui, sans-serif" mono-font="ui-monospace, monospace"></rapi-doc>
</body>
</html>
`

/** Nothing comes from elsewhere; the renderer writes its styles into the page. */
const policy =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"

/** `/v0/docs`: the reference of all pipes, rendered from their description. It holds no data and needs no token. */
export function mountDocs(routes: Hono): void {
  routes.get('/v0/docs', (context) => context.html(page, 200, { 'Content-Security-Policy': policy }))
  routes.get('/v0/docs/openapi.json', (context) => context.json(openApi({ named: pipeNames, serverUrl: '/v0' })))
  routes.get('/v0/docs/rapidoc.js', async () => {
    const headers = { 'Content-Type': 'text/javascript; charset=utf-8', 'Cache-Control': 'public, max-age=86400' }
    return new Response(await readFile(script, 'utf8'), { headers })
  })
}
