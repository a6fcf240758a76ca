/**
 * The patterns of a location's rules run in RE2 (in the database) and in RegExp (here). This reads the part of their
 * syntax that means the same in both, and refuses the rest: lookarounds and back references, which RE2 has not; flags,
 * named groups, classes by name and other escapes, which the two spell differently.
 */

/** What both know, beside any punctuation. RE2's `\s` is ASCII, RegExp's is not; so it is spelled out. */
const escapes: Readonly<Record<string, { outside: string; inside?: string }>> = {
  d: { outside: '[0-9]', inside: '0-9' },
  D: { outside: '[^0-9]' },
  w: { outside: '[0-9a-zA-Z_]', inside: '0-9a-zA-Z_' },
  W: { outside: '[^0-9a-zA-Z_]' },
  s: { outside: '[\\t\\n\\f\\r ]', inside: '\\t\\n\\f\\r ' },
  S: { outside: '[^\\t\\n\\f\\r ]' },
  t: { outside: '\\t', inside: '\\t' },
  n: { outside: '\\n', inside: '\\n' },
  r: { outside: '\\r', inside: '\\r' },
  f: { outside: '\\f', inside: '\\f' },
}

/** RE2 gives a program a budget, and refuses what unfolds beyond it: one pattern, or all that are asked as one. */
export const largestProgram = 5_000

/** An upper bound of what a pattern unfolds to, in characters. */
export const programSize = (pattern: string): number =>
  [...pattern.matchAll(/\{(\d+)(?:,(\d*))?\}/g)].reduce(
    (size, [, from, to]) => size * Math.max(1, Number(to || from)),
    pattern.length,
  )

export class PatternError extends Error {
  override readonly name = 'PatternError'
}

/** @throws PatternError that says what to do without. */
export function toRegExp(pattern: string): RegExp {
  const source = translate(pattern)
  if (programSize(pattern) > largestProgram) throw new PatternError('it repeats too much')
  try {
    // The dot matches every character, as in ClickHouse; letters match whatever their case.
    return new RegExp(source, 'isu')
  } catch {
    throw new PatternError('it is not a regular expression')
  }
}

function translate(pattern: string): string {
  let source = ''
  let inClass = false
  for (let at = 0; at < pattern.length; at++) {
    const char = pattern.charAt(at)
    const next = pattern.charAt(at + 1)
    if (char === '\\') {
      source += translateEscape(next, inClass)
      at++
      continue
    }
    if (char === '(' && next === '?' && !inClass && pattern.charAt(at + 2) !== ':')
      throw new PatternError('lookarounds, named groups and flags are not possible')
    if (char === '[' && !inClass) {
      inClass = true
      if (/^\[\^?\]/.test(pattern.slice(at, at + 3))) throw new PatternError('a class must name a character')
    } else if (char === '[') throw new PatternError('write \\[ for a bracket within a class')
    else if (char === '-' && inClass && besideClass(pattern, at)) throw new PatternError('write \\- for a hyphen')
    else if (char === ']') inClass = false
    source += char
  }
  return source
}

/** `[\w-x]`: a hyphen beside a class within a class is no range. */
const besideClass = (pattern: string, at: number) =>
  (/\\[dws]$/.test(pattern.slice(0, at)) && pattern.charAt(at + 1) !== ']') || /^-\\[dws]/i.test(pattern.slice(at))

function translateEscape(char: string, inClass: boolean): string {
  if (/^[!-/:-@[-`{-~ ]$/.test(char)) {
    // The `u` flag allows an escape only where it is needed.
    if (/^[\^$\\.*+?()[\]{}|/]$/.test(char) || (inClass && char === '-')) return `\\${char}`
    return char
  }
  if (!inClass && (char === 'b' || char === 'B')) return `\\${char}`
  const known = Object.hasOwn(escapes, char) ? escapes[char] : undefined
  const translated = inClass ? known?.inside : known?.outside
  if (translated === undefined) throw new PatternError(`\\${char} is not possible here`)
  return translated
}
