/** Writes `schema.graphql`, the printed contract that is committed and checked. Run by `npm run generate`. */
import { writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { lexicographicSortSchema, printSchema } from 'graphql'
import { schema } from './index.ts'

writeFileSync(
  fileURLToPath(new URL('../../schema.graphql', import.meta.url)),
  `${printSchema(lexicographicSortSchema(schema))}\n`,
)
