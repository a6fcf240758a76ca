import { models } from '../../data/search.ts'
import type { AttributionModel } from '../../graphql/graphql.ts'

const order = Object.keys(models)

/** The same colour for the same model. Rules are cool colours, computed models warm ones. */
export const modelColor = (model: AttributionModel) => `var(--model-${order.indexOf(model)})`
/** Computed models have another mark, so that colour is not needed to tell the kinds apart. */
export const isComputed = (model: AttributionModel) =>
  model === 'MARKOV' || model === 'SHAPLEY' || model === 'DATA_DRIVEN'
