import { Type } from 'typebox'

/** What a translation waits for. */
export const ReviewRequest = Type.Object(
  {
    stage: Type.Enum(['transcript', 'translation']),
    revision: Type.Integer({ description: 'The revision of the cues to look at.' }),
    until: Type.Optional(Type.String({ format: 'date-time', description: 'When it ends by itself.' })),
    action: Type.Optional(Type.Enum(['approve', 'cancel'], { description: 'What happens then.' })),
  },
  { description: 'What it waits for, as `needs_input`; `approve` ends it.' },
)

/** The members of a create that ask for stops. */
export const ReviewFields = {
  review: Type.Optional(
    Type.Array(Type.Enum(['transcript', 'translation']), {
      maxItems: 2,
      uniqueItems: true,
      description: 'Where to stop, as `needs_input`, until a person approves.',
    }),
  ),
  reviewTimeout: Type.Optional(
    Type.Object(
      {
        seconds: Type.Integer({ minimum: 1, maximum: 366 * 86_400 }),
        action: Type.Enum(['approve', 'cancel']),
      },
      { additionalProperties: false, description: 'Ends each stop by itself.' },
    ),
  ),
}
