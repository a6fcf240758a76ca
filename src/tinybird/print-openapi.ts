/** Writes `docs/openapi.json`: all pipes, as the gateway describes them. Run by `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { openApi } from './openapi.ts'
import { pipeNames } from './pipes/index.ts'

const target = fileURLToPath(new URL('../../docs/openapi.json', import.meta.url))
writeFileSync(target, `${JSON.stringify(openApi({ named: pipeNames, serverUrl: '/v0' }), null, 2)}\n`)
