import { type Environment, environment, secrets } from './environment.ts'

export type Config = Readonly<Environment> & { readonly production: boolean; readonly embedded: boolean }

/** A configuration that cannot be used. The message lists each variable, its value and what is expected. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError'
}

/** Every variable that is read. */
export const configVariables: readonly string[] = Object.keys(environment.shape)

const isSecret = (name: string) =>
  Object.entries(environment.shape).some(([one, form]) => one === name && secrets.has(form))
export const isLoopback = (host: string) => host === 'localhost' || host === '::1' || host.startsWith('127.')

/** Whether others than this machine can reach the gateway. */
export const isExposed = ({ production, HOST }: Pick<Config, 'production' | 'HOST'>) => production || !isLoopback(HOST)

/** Whether the page of GraphiQL is there: in development, unless something else is said, and never beside registered operations alone. */
export const servesGraphiql = ({ GRAPHIQL, production, PERSISTED_OPERATIONS_ONLY }: Config): boolean =>
  (GRAPHIQL ?? !production) && !PERSISTED_OPERATIONS_ONLY

/**
 * Reads and checks the whole configuration once, for a command that neither serves nor signs: who migrates need not
 * hold the secret.
 * @throws ConfigError that names each wrong variable, its value (unless it is a secret) and what is expected.
 */
export function readConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const config = readVariables(env)
  refuse(config, embeddedInProduction(config))
  return config
}

/**
 * The configuration of a gateway, and of who signs its tokens: one that others can reach must not run on generated
 * secrets.
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
