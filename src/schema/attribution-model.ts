import { builder } from './builder.ts'

export const AttributionModel = builder.enumType('AttributionModel', {
  description: 'How a conversion is shared among the touches before it.',
  values: {
    FIRST_TOUCH: { value: 'FIRST_TOUCH', description: 'All to the first.' },
    LAST_TOUCH: { value: 'LAST_TOUCH', description: 'All to the last.' },
    LAST_NON_DIRECT: {
      value: 'LAST_NON_DIRECT',
      description: 'All to the last whose channel is not direct; to the last if all are.',
    },
    LINEAR: { value: 'LINEAR', description: 'The same to each.' },
    TIME_DECAY: { value: 'TIME_DECAY', description: 'Half as much per half-life of age.' },
    POSITION_BASED: {
      value: 'POSITION_BASED',
      description: '40% to the first, 40% to the last, 20% to those between; halves for two.',
    },
    W_SHAPED: {
      value: 'W_SHAPED',
      description:
        '30% each to the first, the middle (of an even number the later of both) and the last, 10% to the others; equal parts for up to three.',
    },
    MARKOV: {
      value: 'MARKOV',
      description: 'By the removal effect in a first-order Markov chain over all journeys, solved exactly.',
    },
    SHAPLEY: {
      value: 'SHAPLEY',
      description:
        'The Shapley value, where a set of keys is worth the conversions of the journeys over them alone. Exact.',
    },
    DATA_DRIVEN: {
      value: 'DATA_DRIVEN',
      description:
        'By what the probability of a conversion loses without the touch, compared with journeys that lack it; to the last if it loses nothing.',
    },
  } as const,
})

export type AttributionModelName = typeof AttributionModel.$inferType
