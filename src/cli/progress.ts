import cliProgress from 'cli-progress'

export interface ProgressOptions {
  /** What goes on, such as "Importing". */
  label: string
  total: number
  /** Shows nothing at all, for `--json`. */
  silent?: boolean
  stream?: NodeJS.WritableStream & { isTTY?: boolean }
  now?: () => number
}

export interface Progress {
  update(done: number, note: string): void
  stop(): void
}

const lineEveryMs = 3_000

/** Progress on stderr, so that stdout stays for results: a bar for people, a line now and then for logs. */
export function createProgress(options: ProgressOptions): Progress {
  if (options.silent === true) return { update() {}, stop() {} }
  const stream = options.stream ?? process.stderr
  return stream.isTTY === true ? bar(options, stream) : lines(options, stream)
}

function bar({ label, total }: ProgressOptions, stream: NodeJS.WritableStream): Progress {
  const single = new cliProgress.SingleBar(
    {
      format: `${label} {bar} {percentage}% {note}`,
      stream,
      hideCursor: true,
      // The command itself decides what Ctrl-C means.
      gracefulExit: false,
    },
    cliProgress.Presets.shades_grey,
  )
  single.start(total, 0, { note: '' })
  return { update: (done, note) => single.update(Math.min(done, total), { note }), stop: () => single.stop() }
}

function lines({ label, total, now = Date.now }: ProgressOptions, stream: NodeJS.WritableStream): Progress {
  let last = now()
  return {
    update(done, note) {
      if (now() - last < lineEveryMs) return
      last = now()
      const percent = total === 0 ? 100 : Math.floor((100 * done) / total)
      stream.write(`${label} ${percent}% ${note}\n`)
    },
    stop() {},
  }
}
