import { z } from 'zod'
import { timeZoneName } from './time-zone.ts'

const bytes = (fallback: number) => z.coerce.number().int().positive().default(fallback)
const count = bytes
const optionalCount = z.coerce.number().int().positive().optional()
const milliseconds = bytes
const flag = z.enum(['true', 'false', '1', '0']).transform((value) => value === 'true' || value === '1')

const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
)

/** `a:b,c:d` → entries; every part must have both sides. */
const pairs = (separator: string, shape: string) =>
  z.string().transform((text, context) => {
    const entries = new Map<string, string>()
    for (const part of text.split(',').filter((p) => p.trim() !== '')) {
      const at = part.indexOf(separator)
      const [left, right] = [part.slice(0, at).trim(), part.slice(at + 1).trim()]
      if (at < 1 || right === '') {
        context.addIssue({ code: 'custom', message: `expected ${shape}` })
        return z.NEVER
      }
      entries.set(left, right)
    }
    return entries
  })

/** As the Standard Webhooks specification says. A short key, or an empty one, would let anybody sign. */
const isWebhookSecret = (text: string) =>
  /^whsec_[A-Za-z0-9+/]+={0,2}$/.test(text) && Buffer.from(text.slice('whsec_'.length), 'base64').byteLength >= 24

/** `localhost:8123` is a URL too, of the scheme `localhost`. And a URL is shown where a password must not be. */
const serverUrl = z
  .url({ protocol: /^https?$/, error: 'expected http:// or https://, as in http://localhost:8123' })
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: '', password: '' }
    return username === '' && password === ''
  }, 'expected no user and no password in it: they are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD')

const environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  BACKUP_DIRECTORY: z.string().min(1).optional(),

  CLICKHOUSE_URL: serverUrl.optional(),
  CLICKHOUSE_SHARD_URLS: z
    .string()
    .transform((urls) => urls.split(',').map((url) => url.trim()))
    .pipe(z.array(serverUrl).refine((urls) => new Set(urls).size === urls.length, 'names a server twice'))
    .optional(),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default(''),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected an SQL identifier')
    .default('attrigraph'),
  CLICKHOUSE_MAX_CONNECTIONS: count(10),
  EMBEDDED_CONNECTIONS: z.coerce.number().int().min(1).max(16).default(3),

  JWT_SECRET: z.string().min(32, 'expected at least 32 characters').optional(),
  JWT_PREVIOUS_SECRET: z.string().min(32, 'expected at least 32 characters').optional(),
  JWKS_URL: z.url().optional(),
  JWT_ISSUER: z.string().optional(),
  JWT_AUDIENCE: z.string().optional(),
  JWT_CLOCK_TOLERANCE_SECONDS: z.coerce.number().int().min(0).max(300).default(5),
  WEBHOOK_SECRET: z
    .string()
    .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))
    .refine(
      (secrets) => secrets.length > 0 && secrets.every(isWebhookSecret),
      'expected whsec_ and a base64 key of at least 24 bytes; several with spaces or commas',
    )
    .optional(),
  WRITE_KEYS: pairs(':', 'key:location_id,key:location_id').optional(),
  WRITE_KEYS_MAX_PER_LOCATION: count(50),
  LOCATION_TIME_ZONES: pairs('=', 'location_id=Area/City,…')
    .transform((zones) => new Map([...zones].map(([location, zone]) => [location, timeZoneName(zone) ?? ''])))
    .refine(
      (zones) => [...zones.values()].every((zone) => zone !== ''),
      'expected IANA time zones, as in location_id=Europe/Oslo',
    )
    .optional(),

  DEMO: flag.default(true),
  GRAPHIQL: flag.optional(),
  INTROSPECTION: flag.default(true),
  PERSISTED_OPERATIONS: list.optional(),
  PERSISTED_OPERATIONS_ONLY: flag.default(false),
  QUERY_TIMEOUT_MS: milliseconds(10_000),
  QUERY_MAX_MEMORY_BYTES: bytes(2_000_000_000),
  QUERY_MAX_ROWS_TO_READ: count(1_000_000_000),
  QUERY_MAX_RESULT_ROWS: count(100_000),
  QUERY_CONCURRENCY: optionalCount,
  QUERY_CONCURRENCY_PER_LOCATION: optionalCount,
  QUERY_QUEUE_MAX: count(2_000),
  QUERY_QUEUE_MAX_PER_LOCATION: count(200),
  QUERY_QUEUE_TIMEOUT_MS: milliseconds(30_000),
  READ_REQUESTS_PER_SECOND: count(100),
  READ_REQUESTS_BURST: count(500),
  READ_REQUESTS_CONCURRENT: count(50),
  GRAPHQL_MAX_COMPLEXITY: count(50_000),
  GRAPHQL_MAX_DEPTH: count(15),
  GRAPHQL_MAX_BREADTH: count(300),
  GRAPHQL_MAX_TOKENS: count(4_000),
  GRAPHQL_MAX_ALIASES: count(60),
  GRAPHQL_MAX_BODY_BYTES: bytes(1_000_000),

  INGEST_FLUSH_MS: z.coerce.number().int().min(0).max(10_000).default(25),
  INGEST_FLUSH_EVENTS: count(5_000),
  INGEST_QUEUE_MAX_EVENTS: count(100_000),
  INGEST_QUEUE_MAX_BYTES: bytes(256_000_000),
  INGEST_QUEUE_MAX_EVENTS_PER_LOCATION: optionalCount,
  INGEST_QUEUE_MAX_BYTES_PER_LOCATION: optionalCount,
  INGEST_EVENTS_PER_SECOND_PER_KEY: optionalCount,
  INGEST_EVENTS_BURST_PER_KEY: optionalCount,
  INGEST_EVENT_MAX_BYTES: bytes(2_000_000),
  INGEST_BATCH_MAX_BYTES: bytes(20_000_000),
  INGEST_BATCH_MAX_EVENTS: count(50_000),
  INGEST_BODIES_MAX_BYTES: bytes(128_000_000),
  INGEST_MAX_DEPTH: count(64),
  HTTP_HEADERS_TIMEOUT_MS: milliseconds(10_000),
  HTTP_REQUEST_TIMEOUT_MS: milliseconds(60_000),
  HTTP_KEEP_ALIVE_TIMEOUT_MS: milliseconds(65_000),
  HTTP_MAX_REQUESTS_PER_SOCKET: count(10_000),
  SHUTDOWN_TIMEOUT_MS: milliseconds(15_000),

  METRICS_TOKEN: z.string().min(16, 'expected at least 16 characters').optional(),
  SUBSCRIPTIONS_MAX: count(500),
  SUBSCRIPTIONS_MAX_PER_TOKEN: count(10),
})

export type Environment = z.infer<typeof environment>
export type Config = Readonly<Environment> & { readonly production: boolean; readonly embedded: boolean }

/** A configuration that cannot be used. The message lists each variable, its value and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Every variable that is read. */
export const configVariables: readonly string[] = Object.keys(environment.shape)

/** By their names, so that none is forgotten: a URL may hold a password. */
const isSecret = (name: string) => /SECRET|PASSWORD|TOKEN$|KEY|URL/.test(name)
export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Whether others than this machine can reach the gateway. */
export const isExposed = ({ production, HOST }: Pick<Config, 'production' | 'HOST'>) => production || !isLoopback(HOST)

/**
 * Reads and checks the whole configuration once, for a command that neither serves nor signs: who migrates need not hold the secret.
 * @throws ConfigError that names each wrong variable, its value (unless it is a secret) and what is expected.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const config = readVariables(env)
  refuse(config, embeddedInProduction(config))
  return config
}

/**
 * The configuration of a gateway, and of who signs its tokens: one that others can reach must not run on generated secrets.
 * @throws ConfigError as `readConfig` does, and when a secret is missing.
 */
export function readServingConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const config = readVariables(env)
  refuse(config, [...missingSecrets(config), ...embeddedInProduction(config)])
  return config
}

function readVariables(env: Readonly<Record<string, string | undefined>>): Config {
  // An empty variable means "not set", as in `PORT= npm start`.
  const given = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== ''))
  const parsed = environment.safeParse(given)
  if (!parsed.success) {
    const lines = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0])
      const value = isSecret(name) ? '(secret)' : JSON.stringify(given[name])
      return `  ${name}=${value}: ${issue.message}`
    })
    throw new ConfigError(`The configuration is not usable:\n${lines.join('\n')}`)
  }
  const values = parsed.data
  const config = {
    ...values,
    production: values.NODE_ENV === 'production',
    embedded: values.CLICKHOUSE_URL === undefined,
  }
  if (config.JWT_PREVIOUS_SECRET !== undefined && config.JWT_SECRET === undefined)
    throw new ConfigError('JWT_PREVIOUS_SECRET is set without JWT_SECRET, the one that signs: set both.')
  if (config.JWKS_URL !== undefined && (config.JWT_ISSUER === undefined || config.JWT_AUDIENCE === undefined))
    throw new ConfigError(
      'JWKS_URL is set, so JWT_ISSUER and JWT_AUDIENCE must be: its keys sign tokens for other applications too.',
    )
  return config
}

/** Secrets are generated for the embedded engine on this machine alone. */
export const missingSecrets = (config: Config): string[] =>
  config.JWT_SECRET === undefined && config.JWKS_URL === undefined && (isExposed(config) || !config.embedded)
    ? ['JWT_SECRET (at least 32 characters), or JWKS_URL with JWT_ISSUER and JWT_AUDIENCE']
    : []

/** Also for a command: without a server it would migrate or rebuild a throw-away engine beside it. */
const embeddedInProduction = ({ production, embedded }: Config): string[] =>
  production && embedded ? ['CLICKHOUSE_URL: the embedded engine is not for production'] : []

function refuse(config: Config, missing: readonly string[]): void {
  if (missing.length === 0) return
  const why = config.production
    ? 'NODE_ENV=production'
    : isExposed(config)
      ? `HOST=${config.HOST} is not a loopback address`
      : 'CLICKHOUSE_URL is set'
  throw new ConfigError([`${why}, so these must be set:`, ...missing.map((line) => `  ${line}`)].join('\n'))
}
