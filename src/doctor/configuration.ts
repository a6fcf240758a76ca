import { isExposed, missingSecrets } from '../config.ts'
import { type Check, type Finding, problem, warning } from './check.ts'

/** What `readConfig` takes, and nobody should serve with. */
export const configuration: Check = {
  name: 'configuration',
  title: 'nothing is open that should be closed',
  needsSchema: false,
  async run({ config, clickhouse }) {
    const findings: Finding[] = []
    const { embedded } = config
    const exposed = isExposed(config)
    if (missingSecrets(config).length > 0)
      findings.push(
        warning(
          'Neither JWT_SECRET nor JWKS_URL is set here: a gateway does not start so, and its secret was not looked at.',
          'Run this with the configuration of the gateway. Commands that neither serve nor sign need no secret.',
        ),
      )
    if (config.JWT_SECRET !== undefined && new Set(config.JWT_SECRET).size < 12)
      findings.push(
        problem(
          'JWT_SECRET consists of few different characters.',
          'Make one: `openssl rand -base64 48`, and rotate with JWT_PREVIOUS_SECRET.',
        ),
      )
    if (config.JWT_PREVIOUS_SECRET !== undefined)
      findings.push(
        warning(
          'JWT_PREVIOUS_SECRET is still accepted.',
          'Take it away when the last token that it signed has expired.',
        ),
      )
    if (exposed && config.GRAPHIQL === true)
      findings.push(warning('GRAPHIQL is on for everybody who reaches this gateway.', 'Leave it out in production.'))
    if (exposed && config.INTROSPECTION && config.PERSISTED_OPERATIONS_ONLY === false)
      findings.push(
        warning(
          'Whoever has a token may ask anything, and read the whole schema.',
          'For front ends only: register their operations and set PERSISTED_OPERATIONS_ONLY, or set INTROSPECTION=false.',
        ),
      )
    if (exposed && config.METRICS_TOKEN === undefined)
      findings.push(
        warning('METRICS_TOKEN is not set, so /metrics is closed here.', 'Set it, and give it to the scraper.'),
      )
    if (exposed && (config.WRITE_KEYS?.size ?? 0) > 0)
      findings.push(
        warning(
          'WRITE_KEYS of the environment hold until the gateway is started without them.',
          'Make keys with `attrigraph keys`: they are hashed, audited, and revoked within seconds.',
        ),
      )
    if (!embedded && config.CLICKHOUSE_PASSWORD === '')
      findings.push(
        problem('CLICKHOUSE_PASSWORD is empty.', 'Give the gateway a user of its own: docs/clickhouse-user.md.'),
      )
    if (clickhouse.cluster !== undefined && clickhouse.shards === undefined)
      findings.push(
        warning(
          'CLICKHOUSE_SHARD_URLS does not name the shards: nobody can be erased here, and this looks at no shard by itself.',
          'Name one server of each shard (docs/cluster.md).',
        ),
      )
    if (!embedded && config.CLICKHOUSE_USER === 'default')
      findings.push(
        warning(
          'The gateway is the ClickHouse user `default`, who may do everything.',
          'docs/clickhouse-user.md has the rights that it needs.',
        ),
      )
    if (!embedded && exposed && new URL(config.CLICKHOUSE_URL ?? 'http://localhost').protocol === 'http:')
      findings.push(
        warning('CLICKHOUSE_URL is not encrypted.', 'Use https:, unless the network between the two is yours alone.'),
      )
    return findings
  },
}
