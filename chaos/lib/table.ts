import type { Report } from './report.ts'

export type Outcome = Report | { skipped: string } | { failed: string }
export type Line = readonly [title: string, outcome: Outcome]

const columns = [
  'fault',
  'events/s before',
  'sent',
  'acknowledged',
  'found',
  'rows stored twice',
  'answers to senders',
  'answers to readers',
  'first acknowledged after',
  'caught up after',
  'passed',
]

export const isPassed = (outcome: Outcome) =>
  'skipped' in outcome || ('wrong' in outcome && outcome.wrong.length + outcome.unmet.length === 0)

const blank = columns.slice(2).map(() => '')

/** All runs as one table of Markdown. */
export function markdownTable(lines: readonly Line[]): string {
  const row = (cells: readonly string[]) => `| ${cells.join(' | ')} |`
  return [row(columns), row(columns.map(() => '---')), ...lines.map((line) => row(cellsOf(line)))].join('\n')
}

function cellsOf([title, outcome]: Line): string[] {
  if ('skipped' in outcome) return [title, ...blank, `skipped: ${outcome.skipped}`]
  if ('failed' in outcome) return [title, ...blank, `NO: ${outcome.failed}`]
  const seconds = (value: number) => (Number.isFinite(value) ? `${value.toFixed(1)} s` : 'never')
  return [
    title,
    outcome.eventsPerSecond.toFixed(0),
    String(outcome.sent),
    String(outcome.acknowledged),
    String(outcome.found),
    String(outcome.surplusRows),
    outcome.senderAnswers,
    outcome.readerAnswers,
    seconds(outcome.firstAcknowledgedSeconds),
    seconds(outcome.caughtUpSeconds),
    isPassed(outcome) ? 'yes' : `NO: ${[...outcome.wrong, ...outcome.unmet].join('; ')}`,
  ]
}
