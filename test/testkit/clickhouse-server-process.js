// Runs a real ClickHouse server from the embedded engine's library, in a process of its own: `node … PATH HTTP_PORT CONFIG_FILE TCP_PORT`,
// the last two '' for none.
// The library's `clickhouse local` can listen; the call blocks until the process is killed.
import { Worker } from 'node:worker_threads'
import { libchdbPath } from 'chdb/libchdb'
import { DataType, load, open } from 'ffi-rs'

const [, , path, port, configFile, tcpPort] = process.argv
// This thread will be busy in the library: another one sees to it that neither the server nor its data outlive who started it.
new Worker(
  `const { spawn } = require('node:child_process')
  setInterval(() => {
    if (process.ppid === ${process.ppid}) return
    spawn('sh', ['-c', 'sleep 1; rm -rf "$0"', ${JSON.stringify(path)}], { detached: true, stdio: 'ignore' })
    process.kill(process.pid, 'SIGKILL')
  }, 500)`,
  { eval: true },
).unref()
open({ library: 'chdb', path: libchdbPath() })
const argv = [
  'clickhouse',
  ...(configFile === '' ? [] : [`--config-file=${configFile}`]),
  `--path=${path}`,
  '--listen_host=127.0.0.1',
  `--http_port=${port}`,
  ...(tcpPort === '' ? [] : [`--tcp_port=${tcpPort}`]),
  '-q',
  `SYSTEM START LISTEN HTTP; ${tcpPort === '' ? '' : 'SYSTEM START LISTEN TCP; '}SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size=1 FORMAT Null`,
]
load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
})
