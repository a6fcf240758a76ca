import { isJsonObject } from '../json/json-value.ts'
import type { ByteStream } from './byte-stream.ts'
import { type Row, rowMaxBytes } from './row.ts'

export type ParseJson = (text: string) => unknown

/** The rows of a file with one JSON object per line. Empty lines are no rows. */
export async function* readNdjson(bytes: ByteStream, parse: ParseJson = JSON.parse): AsyncGenerator<Row> {
  for await (const line of lines(bytes)) if (line.trim() !== '') yield ndjsonRow(line, parse)
}

/** Not `node:readline`: that also splits at U+2028, which may stand unescaped inside a JSON text. */
async function* lines({ chunks }: ByteStream): AsyncGenerator<string> {
  const decoder = new TextDecoder()
  let rest = ''
  for await (const chunk of chunks as AsyncIterable<Buffer>) {
    const parts = (rest + decoder.decode(chunk, { stream: true })).split('\n')
    rest = parts.pop() ?? ''
    if (rest.length > rowMaxBytes) throw new Error(`No line ends within ${rowMaxBytes} characters.`)
    yield* parts
  }
  yield rest + decoder.decode()
}

function ndjsonRow(line: string, parse: ParseJson): Row {
  const text = () => line.replace(/\r$/, '')
  try {
    const value: unknown = parse(line)
    if (isJsonObject(value)) return { text, columns: value }
    return { text, defect: { reason: 'not_an_object', detail: 'The line is JSON, but not an object.' } }
  } catch {
    return { text, defect: { reason: 'malformed_row', detail: 'The line is not JSON.' } }
  }
}
