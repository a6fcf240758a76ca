import type { ArgsDef } from 'citty'

/** All values of an option that may be given several times: citty keeps only the last one. */
export function repeatedOption(rawArgs: readonly string[], name: string): string[] {
  const flag = `--${name}`
  return rawArgs.flatMap((arg, index) => {
    if (arg.startsWith(`${flag}=`)) return [arg.slice(flag.length + 1)]
    return arg === flag ? [rawArgs[index + 1] ?? ''] : []
  })
}

/**
 * A mistyped option would otherwise make a file name of its value, or do more than was asked: `migrate --statsu` would
 * migrate.
 */
export function refuseUnknownOptions(rawArgs: readonly string[], args: ArgsDef): void {
  const known = Object.keys(args)
  for (const arg of rawArgs) {
    const name = /^--(?:no-)?([^=]+)/.exec(arg)?.[1]
    if (name !== undefined && !known.includes(name) && name !== 'help')
      throw new Error(`There is no option --${name}. ${optionsOf(known)}`)
  }
}

const optionsOf = (known: readonly string[]) =>
  known.length === 0
    ? 'All is set in the environment: docs/configuration.md.'
    : `Options: ${known.map((one) => `--${one}`).join(' ')}.`

/** Of a command that takes options alone: `migrate status` would migrate. */
export function refuseArguments(given: readonly string[], args: ArgsDef): void {
  const [first] = given
  if (first !== undefined) throw new Error(`There is no argument ${first}. ${optionsOf(Object.keys(args))}`)
}
