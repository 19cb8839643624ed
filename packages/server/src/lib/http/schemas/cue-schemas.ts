import { Type } from 'typebox'
import { MAX_EDITS, MAX_TEXT } from 'video-translation-client/editing'
import { MAX_TARGETS } from '../../config/server-options.ts'
import { MAX_BYTES } from '../requests/schema-size.ts'
import { Language } from './schemas.ts'

const Seconds = Type.Number({ minimum: 0, maximum: 1e7, description: 'Seconds of the source.' })
const CueId = Type.String({ maxLength: 20, examples: ['c12'] })
const Text = Type.String({ maxLength: 10 * MAX_TEXT })
const Author = Type.Enum(['machine', 'person'])

export const CueFit = Type.Object({
  slotSeconds: Type.Number({ description: 'Until the next cue starts, less a breath.' }),
  dubSeconds: Type.Number({ description: 'Length of the dub; 0 if nothing was spoken.' }),
  speed: Type.Number({ description: 'Speed of the voice; 1 is its own.' }),
  tempo: Type.Number({ description: 'Factor of the time stretch; 1 is none.' }),
  overflowSeconds: Type.Number({ description: 'By how much the dub ends after its slot.' }),
  offsetSeconds: Type.Optional(
    Type.Number({ description: 'By how much the dub starts after its cue; negative: before it.' }),
  ),
  resultStart: Type.Optional(
    Type.Number({
      description:
        'When the cue starts in the result, in seconds. Absent: no scene is slowed, so it starts as in the source.',
    }),
  ),
})

const CueTarget = Type.Object({
  text: Type.Union([Type.String(), Type.Null()], { description: 'Null: not translated.' }),
  author: Type.Optional(Author),
  by: Type.Optional(Type.String({ description: 'The name of the key that wrote it.' })),
  voice: Type.Optional(Type.String()),
  approved: Type.Boolean(),
  state: Type.Enum(['current', 'stale', 'failed'], {
    description: '`stale`: the result does not have it yet. `failed`: nothing could be spoken.',
  }),
  fit: Type.Optional(CueFit),
})

const CUE_EXAMPLE = {
  id: 'c12',
  start: 9.42,
  end: 12.1,
  text: 'He was an ill-disposed young man.',
  targets: {
    es: {
      text: 'Era un joven de mal carácter.',
      author: 'person',
      by: 'ana',
      approved: true,
      state: 'stale',
    },
  },
}

export const Cue = Type.Object(
  {
    id: CueId,
    start: Seconds,
    end: Seconds,
    text: Type.String(),
    speaker: Type.Optional(Type.String()),
    targets: Type.Record(Type.String(), CueTarget),
  },
  { $id: 'Cue', examples: [CUE_EXAMPLE] },
)

const Revision = Type.Integer({ description: 'Grows with every edit; the ETag is `"c7"` for 7.' })
const CueRef = Type.Unsafe<object>({ $ref: 'Cue#' })

export const CuePage = Type.Object({
  revision: Revision,
  applied: Type.Record(Type.String(), Type.Integer(), {
    description: 'The revision of the cues that the result of each target has.',
  }),
  language: Type.Optional(Type.String()),
  items: Type.Array(CueRef),
  nextCursor: Type.Optional(Type.String({ description: 'Gives the next page of the same revision.' })),
})

export const CueEditResult = Type.Object({
  revision: Revision,
  changed: Type.Array(CueRef),
  removed: Type.Array(CueId),
})

const Pair = Type.Array(Text, { minItems: 2, maxItems: 2 })

/** One edit. Which members each kind takes is checked by `readEdits`. */
const Edit = Type.Object(
  {
    op: Type.Enum(['set', 'split', 'merge', 'insert', 'delete', 'revert']),
    cue: Type.Optional(CueId),
    cues: Type.Optional(Type.Array(CueId, { maxItems: MAX_EDITS, description: 'For `merge`.' })),
    target: Type.Optional(Language),
    text: Type.Optional(Type.Union([Text, Type.Null()])),
    start: Type.Optional(Seconds),
    end: Type.Optional(Seconds),
    speaker: Type.Optional(Type.Union([Text, Type.Null()])),
    voice: Type.Optional(Type.Union([Text, Type.Null()])),
    approved: Type.Optional(Type.Boolean()),
    at: Type.Optional(Seconds),
    texts: Type.Optional(Pair),
    targets: Type.Optional(
      Type.Record(Type.String(), Type.Union([Text, Pair]), {
        maxProperties: MAX_TARGETS,
        description: 'Texts by language: one for `insert`, two for `split`.',
      }),
    ),
    revision: Type.Optional(Type.Integer({ minimum: 1, description: 'For `revert`.' })),
  },
  { additionalProperties: false },
)

const BODY_BYTES = 2 * 2 ** 20

export const CueEdits = Type.Object(
  {
    edits: Type.Array(Edit, { minItems: 1, maxItems: MAX_EDITS, [MAX_BYTES]: BODY_BYTES }),
  },
  {
    additionalProperties: false,
    examples: [{ edits: [{ op: 'set', cue: 'c12', target: 'es', text: 'Era un joven de mal carácter.' }] }],
  },
)

const Languages = Type.Array(Language, { minItems: 1, maxItems: MAX_TARGETS })

export const ApplyBody = Type.Object(
  { targets: Type.Optional(Languages) },
  { additionalProperties: false, description: 'Default: all that are out of date.' },
)

export const ApproveBody = Type.Object(
  {
    stage: Type.Enum(['transcript', 'translation']),
    revision: Type.Optional(
      Type.Integer({ minimum: 0, description: 'The revision of the cues that was looked at.' }),
    ),
  },
  { additionalProperties: false },
)

export const TargetsBody = Type.Object(
  {
    to: Languages,
    options: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { [MAX_BYTES]: 64 * 1024 })),
  },
  { additionalProperties: false },
)

export const RetryBody = Type.Object(
  { targets: Type.Optional(Languages) },
  { additionalProperties: false, description: 'Default: all that failed or were canceled.' },
)
