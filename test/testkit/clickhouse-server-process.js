// Runs a real ClickHouse server (HTTP) from the embedded engine's library, in a process of its own: `node … PATH PORT [CONFIG_FILE]`.
// The library's `clickhouse local` can listen; the call blocks until the process is killed.
import { libchdbPath } from 'chdb/libchdb'
import { DataType, load, open } from 'ffi-rs'

const [, , path, port, configFile] = process.argv
open({ library: 'chdb', path: libchdbPath() })
const argv = [
  'clickhouse',
  ...(configFile === undefined ? [] : [`--config-file=${configFile}`]),
  `--path=${path}`,
  '--listen_host=127.0.0.1',
  `--http_port=${port}`,
  '-q',
  'SYSTEM START LISTEN HTTP; SELECT sleepEachRow(3) FROM system.numbers SETTINGS max_block_size=1 FORMAT Null',
]
load({
  library: 'chdb',
  funcName: 'chdb_query_cmdline',
  retType: DataType.External,
  paramsType: [DataType.I32, DataType.StringArray],
  paramsValue: [argv.length, argv],
})
