// Runs an S3 server with one bucket, in a process of its own: `node … DIRECTORY PORT BUCKET`.
import S3rver from '@20minutes/s3rver'

const [, , directory, port, bucket] = process.argv
const parent = process.ppid
// It does not outlive who started it.
setInterval(() => process.ppid !== parent && process.exit(), 500).unref()
await new S3rver({
  port: Number(port),
  address: '127.0.0.1',
  silent: true,
  vhostBuckets: false,
  directory,
  configureBuckets: [{ name: bucket, configs: [] }],
}).run()
