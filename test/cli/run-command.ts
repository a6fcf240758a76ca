import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'

const main = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url))

export interface CommandOutcome {
  /** Or the signal that ended it. */
  code: number | string
  stdout: string
  stderr: string
}

/** Runs a command as an operator does, with this environment and no other. */
export function runCommand(args: readonly string[], env: Record<string, string> = {}): Promise<CommandOutcome> {
  return new Promise((resolve) => {
    const options = { env: { PATH: process.env.PATH, ...env } }
    const child = execFile(process.execPath, ['--import', 'tsx', main, ...args], options, (_, stdout, stderr) =>
      resolve({ code: child.exitCode ?? child.signalCode ?? 'unknown', stdout, stderr }),
    )
  })
}
