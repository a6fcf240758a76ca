/** Properties that hold the id of a person or of their device, by their names. */
export const idProperties = [
  'distinct_id',
  '$distinct_id',
  '$anon_distinct_id',
  'alias',
  '$device_id',
  '$user_id',
  'user_id',
  '$anonymous_id',
  'anonymous_id',
] as const
