export interface EraseRequest {
  locationId: string
  /** One of the two. */
  by: { userId?: string | null | undefined; distinctId?: string | null | undefined }
  requestedBy: string
}

export interface EraseReport {
  userId: string
  distinctIds: string[]
  /** Tables from which something was removed. */
  removed: { table: string; rows: number }[]
}

export interface AllowAgainRequest {
  locationId: string
  distinctId: string
  decidedBy: string
}
