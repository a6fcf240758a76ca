import { isUtf8 } from 'node:buffer'
import type { RowDefect } from './row.ts'

/**
 * The text of these bytes, or `undefined`: a decoder that puts U+FFFD for what it cannot read would make one of two
 * names.
 */
export const utf8Text = (bytes: Buffer): string | undefined => (isUtf8(bytes) ? bytes.toString() : undefined)

/** For quarantine: what is not UTF-8 byte by byte, so that two rows stay two. */
export const anyText = (bytes: Buffer): string => utf8Text(bytes) ?? bytes.toString('latin1')

export const notUtf8: RowDefect = {
  reason: 'malformed_row',
  detail: 'The row is not UTF-8. Convert the file and import it again, for example: iconv -f WINDOWS-1252 -t UTF-8.',
}
