import { isJsonObject } from '../json/json-value.ts'
import type { ByteStream } from './byte-stream.ts'
import { type Row, rowMaxBytes } from './row.ts'
import { anyText, notUtf8, utf8Text } from './utf8.ts'

export type ParseJson = (text: string) => unknown

/** The rows of a file with one JSON object per line. Empty lines are no rows. */
export async function* readNdjson(bytes: ByteStream, parse: ParseJson = JSON.parse): AsyncGenerator<Row> {
  for await (const line of lines(bytes)) {
    const text = utf8Text(line)
    if (text === undefined) yield { text: () => anyText(line).replace(/\r$/, ''), defect: notUtf8 }
    else if (text.trim() !== '') yield ndjsonRow(text, parse)
  }
}

/** Not `node:readline`: that also splits at U+2028, which may stand unescaped inside a JSON text. */
async function* lines({ chunks }: ByteStream): AsyncGenerator<Buffer> {
  const rest: Buffer[] = []
  let restLength = 0
  for await (const chunk of chunks) {
    let start = 0
    for (let end = chunk.indexOf(lineFeed); end !== -1; end = chunk.indexOf(lineFeed, start)) {
      const line = chunk.subarray(start, end)
      yield rest.length === 0 ? line : Buffer.concat([...rest.splice(0), line])
      start = end + 1
      restLength = 0
    }
    rest.push(chunk.subarray(start))
    restLength += chunk.length - start
    if (restLength > rowMaxBytes) throw new Error(`No line ends within ${rowMaxBytes} bytes.`)
  }
  yield Buffer.concat(rest)
}

const lineFeed = 0x0a

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
