import { type ClickHouseClient, type ClickHouseSettings, createClient } from '@clickhouse/client'
import { ownComment } from '../sql/query-comment.ts'
import type { ClickHouseConfig } from './clickhouse.ts'
import { log, sessionSettings } from './client-settings.ts'

export const credentialsOf = (config: ClickHouseConfig, url: string) => ({
  url,
  username: config.CLICKHOUSE_USER,
  password: config.CLICKHOUSE_PASSWORD,
})

/** Connects when it is asked something. */
export const openClient = (
  config: ClickHouseConfig,
  url: string,
  database: string,
  settings: ClickHouseSettings = {},
): ClickHouseClient =>
  createClient({
    ...credentialsOf(config, url),
    database,
    log,
    application: 'attrigraph',
    max_open_connections: config.CLICKHOUSE_MAX_CONNECTIONS,
    // The server gives up first (max_execution_time), so that its reason reaches us.
    request_timeout: config.QUERY_TIMEOUT_MS + 5_000,
    // A large IN list does not fit in a URL.
    use_multipart_params_auto: true,
    clickhouse_settings: { ...sessionSettings, log_comment: ownComment, ...settings },
  })
