import { randomBytes } from 'node:crypto'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { z } from 'zod'
import { generateWriteKey } from './auth/write-key.ts'
import type { Config } from './config.ts'

export const demoLocationId = 'demo'

const storedSecrets = z.object({ jwtSecret: z.string().min(32), writeKey: z.string().min(8) })

export interface Secrets {
  jwtSecret: string | undefined
  /** Write key → location. */
  writeKeys: ReadonlyMap<string, string>
  /** Set when this is a development start whose secrets were generated: the write key of the demo location. */
  demoWriteKey: string | undefined
}

/**
 * The configured secrets; on a development start without any, generated ones that are kept in `DATA_DIR/secrets.json`,
 * readable by the owner only. `readServingConfig` has already refused a start that is exposed and has none.
 */
export function loadSecrets(config: Config): Secrets {
  const configured = config.JWT_SECRET !== undefined || config.JWKS_URL !== undefined
  const writeKeys = config.WRITE_KEYS ?? new Map<string, string>()
  if (configured || !config.embedded) return { jwtSecret: config.JWT_SECRET, writeKeys, demoWriteKey: undefined }
  const { jwtSecret, writeKey } = readOrGenerate(config.DATA_DIR)
  return { jwtSecret, writeKeys: new Map([...writeKeys, [writeKey, demoLocationId]]), demoWriteKey: writeKey }
}

function readOrGenerate(dataDirectory: string): z.infer<typeof storedSecrets> {
  const generated = {
    jwtSecret: randomBytes(32).toString('base64url'),
    writeKey: generateWriteKey(),
  }
  if (dataDirectory === ':memory:') return generated
  mkdirSync(dataDirectory, { recursive: true })
  const path = join(dataDirectory, 'secrets.json')
  try {
    // `wx`: of two first starts at once, one writes and the other reads what was written.
    writeFileSync(path, `${JSON.stringify(generated, null, 2)}\n`, { mode: 0o600, flag: 'wx' })
    return generated
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
    return storedSecrets.parse(JSON.parse(readFileSync(path, 'utf8')))
  }
}
