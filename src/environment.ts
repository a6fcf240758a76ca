import { z } from 'zod'
import { isLocationId, locationIdForm } from './auth/location-id.ts'
import { timeZoneName } from './time/time-zone.ts'

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

/** As browsers send it: without a path, not even a slash. */
const isOrigin = (text: string) => text === '*' || (URL.canParse(text) && new URL(text).origin === text)

/** `localhost:8123` is a URL too, of the scheme `localhost`. And a URL is shown where a password must not be. */
const serverUrl = z
  .url({ protocol: /^https?$/, error: 'expected http:// or https://, as in http://localhost:8123' })
  .refine((text) => {
    const { username, password } = URL.canParse(text) ? new URL(text) : { username: '', password: '' }
    return username === '' && password === ''
  }, 'expected no user and no password in it: they are CLICKHOUSE_USER and CLICKHOUSE_PASSWORD')

/** Variables whose values are never shown. URLs are among them: one may hold a password. */
export const secrets = z.registry()

/**
 * Every variable that is read: its form, and what it is unless it is set. docs/configuration.md says what they mean.
 */
export const environment = z.object({
  NODE_ENV: z.string().default('development'),
  HOST: z.string().default('127.0.0.1'),
  PORT: z.coerce.number().int().min(0).max(65_535).default(4000),
  LOG_LEVEL: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).optional(),
  DATA_DIR: z.string().min(1).default('./data'),
  BACKUP_DIRECTORY: z.string().min(1).optional(),

  CLICKHOUSE_URL: serverUrl.optional().register(secrets),
  CLICKHOUSE_SHARD_URLS: z
    .string()
    .transform((urls) => urls.split(',').map((url) => url.trim()))
    .pipe(z.array(serverUrl).refine((urls) => new Set(urls).size === urls.length, 'names a server twice'))
    .optional()
    .register(secrets),
  CLICKHOUSE_USER: z.string().default('default'),
  CLICKHOUSE_PASSWORD: z.string().default('').register(secrets),
  CLICKHOUSE_DATABASE: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'expected an SQL identifier')
    .default('attrigraph'),
  CLICKHOUSE_MAX_CONNECTIONS: count(10),
  EMBEDDED_CONNECTIONS: z.coerce.number().int().min(1).max(16).default(3),

  JWT_SECRET: z.string().min(32, 'expected at least 32 characters').optional().register(secrets),
  JWT_PREVIOUS_SECRET: z.string().min(32, 'expected at least 32 characters').optional().register(secrets),
  JWKS_URL: z
    .url({ protocol: /^https?$/, error: 'expected an http or https URL' })
    .optional()
    .register(secrets),
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
    .optional()
    .register(secrets),
  WRITE_KEYS: pairs(':', 'key:location_id,key:location_id')
    .refine((keys) => [...keys.values()].every(isLocationId), `expected after each colon ${locationIdForm}`)
    .optional()
    .register(secrets),
  WRITE_KEYS_MAX_PER_LOCATION: count(50),
  LOCATION_TIME_ZONES: pairs('=', 'location_id=Area/City,…')
    .refine((zones) => [...zones.keys()].every(isLocationId), `expected before each = ${locationIdForm}`)
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

  CORS_ORIGINS: list
    .refine(
      (origins) => origins.every(isOrigin),
      'expected origins as browsers send them, such as https://app.example, or *',
    )
    .default([]),
  METRICS_TOKEN: z.string().min(16, 'expected at least 16 characters').optional().register(secrets),
  SUBSCRIPTIONS_MAX: count(500),
  SUBSCRIPTIONS_MAX_PER_TOKEN: count(10),
})

export type Environment = z.infer<typeof environment>
