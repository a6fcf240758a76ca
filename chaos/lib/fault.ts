import type { GatewayProcess } from '../../test/e2e/gateway-process.ts'
import type { TestServer } from '../../test/testkit/clickhouse-server.ts'
import type { TcpProxy } from './tcp-proxy.ts'

/** What a fault can lay hands on. */
export interface Stage {
  server: TestServer
  /** Between the gateways and the server; harmless until it is told otherwise. */
  proxy: TcpProxy
  gateway: GatewayProcess
  /** All of them, the one above first. */
  gateways: readonly GatewayProcess[]
}

/** Where the server's data lie. */
export interface DataDirectory extends Disposable {
  path: string
}

/** Something that goes wrong while events come in and questions are asked. */
export interface Fault {
  /** As it is named on the command line. */
  name: string
  title: string
  /** How many gateways share the server; each gets every event. One, unless given. */
  gateways?: number
  /** Nothing that happens here may keep a reader from an answer. */
  readersGoOn?: true
  env?: Record<string, string>
  /** For the process of each gateway. */
  nodeArguments?: readonly string[]
  /** A data directory of its own kind, or why this machine cannot have one: then the fault is skipped. */
  dataDirectory?(): DataDirectory | string
  /**
   * Lets it happen; the result undoes it, and resolves when everything could work again.
   * @param during How long it will be until then.
   */
  inject(stage: Stage, during: { holdMs: number }): Promise<() => Promise<void>>
}
