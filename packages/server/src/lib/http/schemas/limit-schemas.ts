import { Type } from 'typebox'
import { Owner } from './key-schemas.ts'
import { instant } from './texts.ts'

const Count = (description: string) => Type.Optional(Type.Integer({ minimum: 0, description }))

export const QueuePlace = Type.Object(
  {
    reason: Type.String({ description: '`worker`, `retry`, `concurrency` or `daily_minutes`.' }),
    message: Type.String(),
    position: Type.Optional(
      Type.Integer({ minimum: 1, description: 'Its place in the line of its owner; 1 is the next.' }),
    ),
    expectedStartSeconds: Type.Optional(
      Type.Number({ minimum: 0, description: 'Estimate of the time until it starts.' }),
    ),
  },
  { description: 'Why it waits, while nothing of it is worked on. It may change without a new version.' },
)

export const LimitReached = Type.Object(
  {
    name: Type.String({ examples: ['minutesPerDay', 'maxBytes', 'maxPriority'] }),
    max: Type.Number(),
    used: Type.Number(),
    resetsAt: Type.Optional(instant('When it is free again by itself.')),
  },
  { description: 'The limit that the request would exceed.' },
)

const limits = {
  share: Type.Optional(
    Type.Integer({
      minimum: 1,
      maximum: 1000,
      description: 'Tasks that it gets each time its turn comes. Default: 1.',
    }),
  ),
  maxRunning: Count('Tasks that run at once.'),
  minutesPerDay: Type.Optional(
    Type.Number({ minimum: 0, description: 'Minutes of source media a day, which begins at 00:00 UTC.' }),
  ),
  maxBytes: Count('Bytes of the sources of translations, of artifacts, and of the history of edits.'),
  retentionSeconds: Type.Optional(
    Type.Integer({ minimum: 1, description: 'How long its translations are kept after their creation.' }),
  ),
}

export const OwnerInfo = Type.Object(
  {
    owner: Type.String(),
    limits: Type.Object(limits, { description: 'An absent limit does not limit.' }),
    usage: Type.Object({
      running: Type.Integer({ description: 'Tasks that run.' }),
      waiting: Type.Integer({ description: 'Tasks that wait for a worker.' }),
      minutesToday: Type.Number({ description: 'Minutes of sources that were prepared today.' }),
      minutesResetAt: instant('When the next day begins.'),
      bytes: Type.Integer(),
    }),
  },
  { $id: 'Owner' },
)

export const LimitsParams = Type.Object({
  owner: Type.Optional(Type.String({ ...Owner, description: 'Default: the owner of the key.' })),
})

export const LimitsBody = Type.Object(
  { owner: Owner, ...limits },
  { additionalProperties: false, examples: [{ owner: 'ann', share: 3, maxRunning: 4, minutesPerDay: 600 }] },
)
