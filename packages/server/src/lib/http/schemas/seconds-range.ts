import { Type } from 'typebox'

export const SecondsRange = Type.Object(
  { low: Type.Number({ minimum: 0 }), high: Type.Number({ minimum: 0 }) },
  {
    description:
      'What remains, in seconds, by the last translations of this owner with the engine and the languages: from the ' +
      'tenth to the ninetieth percentile. Only while running, and only where at least five tell it.',
  },
)
