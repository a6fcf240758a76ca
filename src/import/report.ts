import { countDropped, type Receipt, type RejectionReason } from '../ingest/captured-event.ts'
import type { ImportFormat } from './row.ts'

interface QuarantineCount {
  count: number
  /** The number of one such row, counted from 1 without the header. */
  exampleRow: number
}

export interface FileReport {
  file: string
  format: ImportFormat
  /** Rows handled now: accepted + duplicates + quarantined + dropped. */
  rows: number
  accepted: number
  /** Through a gateway they are among the accepted ones: it tells nobody what is stored. */
  duplicates: number
  quarantined: number
  /** Not to be stored: of people who were erased or did not consent, too old, or of a name that is kept nowhere. */
  dropped: number
  quarantine: Partial<Record<RejectionReason, QuarantineCount>>
  /**
   * Rows that an earlier run has handed over, according to the checkpoint, and that the database has, where it was
   * asked.
   */
  skipped: number
  /** False when the import was stopped before the end of the file. */
  complete: boolean
}

export interface ImportReport {
  locationId: string
  files: FileReport[]
  rows: number
  accepted: number
  duplicates: number
  quarantined: number
  dropped: number
  skipped: number
  /** Nobody could be asked what is stored: skipped rows may be gone, and accepted ones may have been there before. */
  unchecked: boolean
  /** Stopped by request; the same import again goes on from here. */
  interrupted: boolean
  /** Mapped columns that no row had. */
  unknownColumns: string[]
  elapsedMs: number
}

export function newFileReport(file: string, format: ImportFormat, skipped: number): FileReport {
  const none = { rows: 0, accepted: 0, duplicates: 0, quarantined: 0, dropped: 0, quarantine: {} }
  return { file, format, ...none, skipped, complete: false }
}

/** Adds what became of a chunk; a row that neither was stored nor is in quarantine must not pass unnoticed. */
export function addReceipt(report: FileReport, rows: number, receipt: Receipt): void {
  const { accepted, duplicates, quarantined } = receipt
  const dropped = countDropped(receipt)
  if (accepted + duplicates + quarantined + dropped !== rows)
    throw new Error(
      `${report.file}: ${rows} rows were handed over, but ${accepted} accepted + ${duplicates} duplicates + ${quarantined} quarantined + ${dropped} dropped came back.`,
    )
  report.rows += rows
  report.accepted += accepted
  report.duplicates += duplicates
  report.quarantined += quarantined
  report.dropped += dropped
}

export function addDefect(report: FileReport, reason: RejectionReason, row: number): void {
  const known = report.quarantine[reason]
  report.quarantine[reason] = { count: (known?.count ?? 0) + 1, exampleRow: known?.exampleRow ?? row }
}

export function sumReports(files: FileReport[], over: Pick<ImportReport, 'locationId' | 'interrupted' | 'unchecked'>) {
  const sum = (count: 'rows' | 'accepted' | 'duplicates' | 'quarantined' | 'dropped' | 'skipped') =>
    files.reduce((total, file) => total + file[count], 0)
  return {
    ...over,
    files,
    rows: sum('rows'),
    accepted: sum('accepted'),
    duplicates: sum('duplicates'),
    quarantined: sum('quarantined'),
    dropped: sum('dropped'),
    skipped: sum('skipped'),
  }
}

/** Of rows that are good in themselves, the quarantine tells the reasons. */
function refusedLater({ quarantined, quarantine }: FileReport): number[] {
  const told = Object.values(quarantine).reduce((sum, { count }) => sum + count, 0)
  return quarantined > told ? [quarantined - told] : []
}

/** The report for a human, one file per paragraph. */
export function formatReport(report: ImportReport): string {
  const number = (value: number) => value.toLocaleString('en-US')
  const counts = ({ rows, accepted, duplicates, quarantined, dropped, skipped }: FileReport | ImportReport) =>
    [
      `${number(rows)} rows: ${number(accepted)} accepted, ${report.unchecked ? 'new or stored before' : `${number(duplicates)} duplicates`}, ${number(quarantined)} quarantined`,
      ...(dropped > 0
        ? [`${number(dropped)} not kept: by the location's privacy settings, after an erasure, or $performance_event`]
        : []),
      ...(skipped > 0
        ? [
            `${number(skipped)} rows skipped, ${report.unchecked ? 'an earlier run sent them' : 'the database has them from an earlier run'}`,
          ]
        : []),
    ].join('; ')
  const lines = report.files.flatMap((file) => [
    `${file.file} (${file.format}${file.complete ? '' : ', stopped before its end'})`,
    `  ${counts(file)}`,
    ...Object.entries(file.quarantine).map(
      ([reason, { count, exampleRow }]) => `  ${reason}: ${number(count)}, for example row ${exampleRow}`,
    ),
    ...refusedLater(file).map((count) => `  refused as events, for their size for example: ${number(count)}`),
  ])
  if (report.files.length > 1) lines.push(`All files\n  ${counts(report)}`)
  if (report.unchecked && report.skipped > 0)
    lines.push(
      'Rows are skipped by the checkpoint of this machine; nobody was asked whether they are stored still. After a restore, or into a new database, send them again: --restart',
    )
  return [...lines, `${(report.elapsedMs / 1000).toFixed(1)} s`].join('\n')
}
