import { readFileSync } from 'node:fs'

const schema = readFileSync(new URL('../../schema.graphql', import.meta.url), 'utf8')

/** Whether operators can decide about identity. */
export const hasDecisions = /\bmapIdentity\(/.test(schema)

/** Whether statements without effect are shown. */
export const hasRefused = /\brefusedIdentityMappings\(/.test(schema)
