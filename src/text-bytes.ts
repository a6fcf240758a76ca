/**
 * Whether a text is more than so many bytes of UTF-8. It has one to three for each of its UTF-16 units, so that few
 * texts need to be measured.
 */
export function isLongerThan(text: string, maxBytes: number): boolean {
  if (text.length > maxBytes) return true
  return text.length * 3 > maxBytes && Buffer.byteLength(text) > maxBytes
}

/** The beginning of a text that has at most so many bytes of UTF-8; cut between characters. */
export function firstBytes(text: string, maxBytes: number): string {
  if (!isLongerThan(text, maxBytes)) return text
  return text.slice(0, new TextEncoder().encodeInto(text, new Uint8Array(maxBytes)).read)
}
