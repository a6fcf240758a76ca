import './scalars.ts'
import './common.ts'
import './viewer.ts'
import './touch.ts'
import './attribution.ts'
import './event.ts'
import './session.ts'
import './user.ts'
import './metrics.ts'
import './error-summary.ts'
import './location.ts'
import './identity.ts'
import './channel-rules.ts'
import './attribution-report.ts'
import './funnel.ts'
import './ad-costs.ts'
import './acquisition-costs.ts'
import './retention.ts'
import './paths.ts'
import './ingest-health.ts'
import './api-usage.ts'
import './location-activity.ts'
import './node.ts'
import { builder } from './builder.ts'

builder.queryType({
  description: 'Everything that belongs to a location hangs under `location`: one gate for every tenant.',
})

builder.mutationType({ description: 'What a token with the scope of each field may change.' })

builder.subscriptionType({ description: 'What is pushed while it happens, as server-sent events (text/event-stream).' })

export const schema = builder.toSchema()
