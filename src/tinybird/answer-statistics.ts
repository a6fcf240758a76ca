/**
 * A JSON answer whose `statistics` count the answer itself: its rows, and the bytes of its data. What the engine read
 * for it includes rows of other locations, where they share a granule with the asked one's, so its numbers would tell
 * how much others have.
 */
export function withOwnStatistics(json: Buffer): Buffer {
  // Short, and behind all data.
  const start = Math.max(0, json.lastIndexOf('"rows":'))
  const tail = json.subarray(start).toString('utf8')
  const [, rows = '0'] = /^"rows":\s*(\d+)/.exec(tail) ?? []
  const own = tail.replace(/("rows_read":\s*)\d+/, `$1${rows}`).replace(/("bytes_read":\s*)\d+/, `$1${start}`)
  return Buffer.concat([json.subarray(0, start), Buffer.from(own)])
}
