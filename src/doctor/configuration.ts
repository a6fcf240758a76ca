import { type Config, isExposed, isLoopback, missingSecrets, servesGraphiql } from '../config.ts'
import { type Check, type Finding, problem, warning } from './check.ts'

export const configuration: Check = {
  name: 'configuration',
  title: 'nothing is open that should be closed',
  needsSchema: false,
  async run({ config, clickhouse }) {
    const findings = configurationFindings(config)
    if (clickhouse.cluster !== undefined && clickhouse.shards === undefined)
      findings.push(
        warning(
          'CLICKHOUSE_SHARD_URLS does not name the shards: nobody can be erased here, and this looks at no shard by itself.',
          'Name one server of each shard (docs/cluster.md).',
        ),
      )
    return findings
  },
}

/** What `readConfig` takes, and nobody should serve with. */
export function configurationFindings(config: Config): Finding[] {
  return [...ofSecrets(config), ...ofOpenDoors(config), ...ofClickHouse(config)]
}

function* ofSecrets(config: Config): Generator<Finding> {
  if (missingSecrets(config).length > 0)
    yield warning(
      'Neither JWT_SECRET nor JWKS_URL is set here: a gateway does not start so, and its secret was not looked at.',
      'Run this with the configuration of the gateway. Commands that neither serve nor sign need no secret.',
    )
  if (config.JWT_SECRET !== undefined && new Set(config.JWT_SECRET).size < 12)
    yield problem(
      'JWT_SECRET consists of few different characters.',
      'Make one: `openssl rand -base64 48`, and rotate with JWT_PREVIOUS_SECRET.',
    )
  if (config.JWT_PREVIOUS_SECRET !== undefined)
    yield warning(
      'JWT_PREVIOUS_SECRET is still accepted.',
      'Take it away when the last token that it signed has expired.',
    )
}

/** Keys that are created hold 144 random bits. */
const keyMinLength = 16

function* ofOpenDoors(config: Config): Generator<Finding> {
  if (!isExposed(config)) return
  // As the gateway itself decides it.
  if (servesGraphiql(config))
    yield warning(
      `GRAPHIQL is on for everybody who reaches this gateway${config.GRAPHIQL === undefined ? ', as it is unless NODE_ENV=production' : ''}.`,
      'Set GRAPHIQL=false, or NODE_ENV=production and no GRAPHIQL.',
    )
  if (config.INTROSPECTION && !config.PERSISTED_OPERATIONS_ONLY)
    yield warning(
      'Whoever has a token may ask anything, and read the whole schema.',
      'For front ends only: register their operations and set PERSISTED_OPERATIONS_ONLY, or set INTROSPECTION=false.',
    )
  // On loopback they are open, to this machine and not through a proxy.
  if (!isLoopback(config.HOST) && config.METRICS_TOKEN === undefined)
    yield warning('METRICS_TOKEN is not set, so /metrics is closed here.', 'Set it, and give it to the scraper.')
  const keys = [...(config.WRITE_KEYS?.keys() ?? [])]
  if (keys.length > 0)
    yield warning(
      'WRITE_KEYS of the environment hold until the gateway is started without them.',
      'Make keys with `attrigraph keys`: they are hashed, audited, and revoked within seconds.',
    )
  const short = keys.filter((key) => key.length < keyMinLength).length
  if (short > 0)
    yield warning(
      `WRITE_KEYS has ${short === 1 ? 'a key' : `${short} keys`} of fewer than ${keyMinLength} characters: who guesses one sends events as that location.`,
      'Make keys with `attrigraph keys create`, and give them to the senders.',
    )
}

function* ofClickHouse(config: Config): Generator<Finding> {
  if (config.CLICKHOUSE_URL === undefined) return
  if (config.CLICKHOUSE_PASSWORD === '')
    yield problem('CLICKHOUSE_PASSWORD is empty.', 'Give the gateway a user of its own: docs/clickhouse-user.md.')
  if (config.CLICKHOUSE_USER === 'default')
    yield warning(
      'The gateway is the ClickHouse user `default`, who may do everything.',
      'docs/clickhouse-user.md has the rights that it needs.',
    )
  if (isExposed(config) && new URL(config.CLICKHOUSE_URL).protocol === 'http:')
    yield warning('CLICKHOUSE_URL is not encrypted.', 'Use https:, unless the network between the two is yours alone.')
}
