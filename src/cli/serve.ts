import { existsSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { defineCommand } from 'citty'
import { mintToken } from '../auth/mint-token.ts'
import { createSignInCodes } from '../auth/sign-in-codes.ts'
import { type Config, readServingConfig, servesGraphiql } from '../config.ts'
import { fillDemo } from '../demo/fill-demo.ts'
import { createLogger } from '../log.ts'
import { demoLocationId, loadSecrets, type Secrets } from '../secrets.ts'
import { type RunningServer, startServer } from '../server.ts'
import { refuseArguments, refuseUnknownOptions } from './command-options.ts'
import { reportFailure } from './failure.ts'
import { greeting } from './greeting.ts'

export const serveCommand = defineCommand({
  meta: {
    name: 'serve',
    description: 'Start the gateway. Without CLICKHOUSE_URL, on the embedded engine in DATA_DIR.',
  },
  async run({ args, rawArgs }) {
    try {
      refuseUnknownOptions(rawArgs, {})
      refuseArguments(args._, {})
      const config = readServingConfig(process.env)
      const secrets = loadSecrets(config)
      // A developer's terminal is for the greeting; a service's log is for each request.
      const log = createLogger(config.LOG_LEVEL ?? (secrets.demoWriteKey === undefined ? 'info' : 'warn'))
      const token = await demoToken(secrets)
      const signIn =
        token === undefined ? undefined : createSignInCodes({ mint: async () => token, onSpent: () => offer() })
      const server = await startServer(config, secrets, log, signIn)
      // A code is good for one tab: the terminal always has a link that still works.
      const link = () => (signIn === undefined ? `${server.url}/` : `${server.url}/#code=${signIn.offer()}`)
      const offer = () => console.log(`\nThat link is spent. For another tab: ${link()}`)
      stopOnSignal(server, log.info.bind(log))
      if (secrets.demoWriteKey !== undefined && config.DEMO) await fillDemoOnce(config, server, secrets.demoWriteKey)
      const demo = token === undefined ? {} : { token, writeKey: secrets.demoWriteKey }
      // A service's output is its log.
      if (config.production) log.info({ url: server.url, ...engineOf(config) }, 'ready')
      else
        console.log(
          greeting({
            url: server.url,
            dashboard: link(),
            graphiql: servesGraphiql(config),
            ...demo,
            ...engineOf(config),
          }),
        )
    } catch (error) {
      reportFailure(error)
    }
  },
})

/** Only where secrets were generated for development are credentials printed. */
async function demoToken({ jwtSecret, demoWriteKey }: Secrets): Promise<string | undefined> {
  if (jwtSecret === undefined || demoWriteKey === undefined) return undefined
  const claims = { location_id: demoLocationId, scope: 'read manage', sub: 'development' }
  return mintToken(jwtSecret, claims, 30 * 86_400)
}

/** The mark is set after the last event: an interrupted fill goes on at the next start, and adds nothing twice. */
async function fillDemoOnce(config: Config, server: RunningServer, writeKey: string) {
  const mark = join(config.DATA_DIR, 'demo-filled')
  if (existsSync(mark)) return
  await fillDemo(server.app, writeKey, process.stdout)
  if (config.DATA_DIR !== ':memory:') writeFileSync(mark, new Date().toISOString())
}

const engineOf = (config: Config) => ({
  engine: config.embedded
    ? `embedded ClickHouse in ${config.DATA_DIR}`
    : `ClickHouse at ${new URL(config.CLICKHOUSE_URL ?? '').host}`,
})

function stopOnSignal(server: RunningServer, say: (message: string) => void): void {
  let stopping = false
  for (const signal of ['SIGINT', 'SIGTERM'] as const)
    process.on(signal, () => {
      if (stopping) process.exit(1)
      stopping = true
      say(`${signal}: draining requests and flushing batches`)
      server.stop().then(() => process.exit(0), reportFailure)
    })
}
