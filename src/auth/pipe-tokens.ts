import { createPipeTokenMinter, type PipeTokenMinter } from './mint-pipe-token.ts'
import type { SharedSignature } from './token-signature.ts'
import { createPipeTokenVerifier, type PipeTokenVerifier } from './verify-tinybird-token.ts'
import type { TokenConfig } from './verify-token.ts'

/** Tokens of the Tinybird routes: how they are verified, and made. */
export interface PipeTokens {
  verify: PipeTokenVerifier
  /** Absent where the gateway holds no secret to sign with. */
  mint: PipeTokenMinter | undefined
}

export const createPipeTokens = (config: TokenConfig, shared: SharedSignature = {}): PipeTokens => ({
  verify: createPipeTokenVerifier(config, shared),
  mint: createPipeTokenMinter(config),
})
