import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

/** Runs a command as an operator does, and returns all that it printed. */
export async function attrigraph(args: readonly string[], env: Record<string, string>): Promise<string> {
  const { stdout, stderr } = await promisify(execFile)(process.execPath, ['--import', 'tsx', main, ...args], {
    env: { PATH: process.env.PATH, JWT_SECRET: 'x'.repeat(32), ...env },
  }).catch((error: { stdout: string; stderr: string }) => error)
  return stdout + stderr
}
