import { Type, type TSchema } from 'typebox'
import { STAGES, TRANSLATION_STATUSES } from 'video-translation-client'
import { MAX_TARGETS } from '../../config/server-options.ts'
import { MAX_PRIORITY } from '../../keys/key-holder.ts'
import { MAX_BYTES } from '../requests/schema-size.ts'
import { Artifact, Playback } from './file-schemas.ts'
import { LimitReached, QueuePlace } from './limit-schemas.ts'
import { instant, WITHOUT_NUL } from './texts.ts'
import { ReviewFields, ReviewRequest } from './review-schemas.ts'
import { SecondsRange } from './seconds-range.ts'
import { WebhookTarget } from './webhook-schemas.ts'

const Status = Type.Enum([...TRANSLATION_STATUSES], {
  description: '`completed`, `partial`, `error` and `canceled` are final.',
})
const TargetStatus = Type.Enum(TRANSLATION_STATUSES.filter((status) => status !== 'partial'))
const StageName = Type.Enum([...STAGES])
const Progress = Type.Number({ minimum: 0, maximum: 1 })
const Seconds = Type.Number({ minimum: 0, description: 'Estimate of what remains, in seconds.' })
export const Language = Type.String({
  minLength: 1,
  maxLength: 100,
  description: 'A BCP 47 tag, e.g. `es` or `pt-BR`.',
})

export const Failure = Type.Object({ code: Type.String(), message: Type.String() })

const Target = Type.Object({
  language: Language,
  status: TargetStatus,
  stale: Type.Optional(Type.Boolean({ description: 'Its artifacts lack something that was edited.' })),
  stage: Type.Optional(StageName),
  progress: Type.Optional(Progress),
  expectedSeconds: Type.Optional(Seconds),
  artifacts: Type.Array(Artifact),
  playback: Playback,
  error: Type.Optional(Failure),
  warnings: Type.Array(Failure),
  startedAt: Type.Optional(instant('When work on it began.')),
  finishedAt: Type.Optional(instant('When it became final.')),
})

const SourceInfo = Type.Object({
  url: Type.Optional(Type.String()),
  upload: Type.Optional(Type.String()),
  name: Type.Optional(Type.String()),
  bytes: Type.Optional(Type.Integer()),
  durationSeconds: Type.Optional(Type.Number()),
  detectedLanguage: Type.Optional(
    Type.String({ description: 'Language that the engine detected, because `from` was not given.' }),
  ),
  detectedConfidence: Type.Optional(
    Type.Number({ description: 'Confidence in `detectedLanguage`, from 0 to 1.' }),
  ),
})

const TRANSLATION_EXAMPLE = {
  id: 'tr_019a5c1e-7b3a-7c44-9f10-2f8d5c6b7a81',
  version: 12,
  revision: 1,
  status: 'running',
  engine: 'pipeline',
  source: { upload: 'up_4f1c2d3e4f5a6b7c8d9e0f1a', name: 'talk.mp4', bytes: 18230112, durationSeconds: 94.2 },
  from: 'en',
  targets: [
    { language: 'es', status: 'running', stage: 'synthesize', progress: 0.61, artifacts: [], warnings: [] },
  ],
  progress: 0.61,
  stage: 'synthesize',
  expectedSeconds: 31,
  artifacts: [],
  createdAt: '2026-01-31T09:00:00.000Z',
  updatedAt: '2026-01-31T09:00:42.000Z',
  startedAt: '2026-01-31T09:00:01.000Z',
}

/** Components of the OpenAPI document, referenced by name. */
export const Translation = Type.Object(
  {
    id: Type.String({ description: '`tr_` and a UUIDv7, so ids sort by creation time.' }),
    version: Type.Integer({ description: 'Grows with every change; the ETag.' }),
    revision: Type.Integer({
      description: 'Grows when a translation that has ended goes on. Final means final for this revision.',
    }),
    cueRevision: Type.Optional(
      Type.Integer({ description: 'The newest revision of its cues. Absent: it has none yet.' }),
    ),
    review: Type.Optional(ReviewRequest),
    status: Status,
    engine: Type.String(),
    source: SourceInfo,
    from: Type.Optional(Language),
    targets: Type.Array(Target),
    progress: Type.Optional(Progress),
    stage: Type.Optional(StageName),
    expectedSeconds: Type.Optional(Seconds),
    expectedSecondsRange: Type.Optional(SecondsRange),
    reference: Type.Optional(Type.String()),
    priority: Type.Optional(Type.Integer({ description: 'From 1 to 9. Absent: 0.' })),
    queue: Type.Optional(QueuePlace),
    artifacts: Type.Array(Artifact),
    playback: Playback,
    error: Type.Optional(Failure),
    stale: Type.Optional(
      Type.Boolean({ description: 'The result lacks something that was edited; see `apply`.' }),
    ),
    createdAt: instant('When it was created.'),
    continuedAt: Type.Optional(instant('When it last went on after an end or a review.')),
    updatedAt: instant('When it last changed.'),
    startedAt: Type.Optional(instant('When work began.')),
    finishedAt: Type.Optional(instant('When it became final.')),
    expiresAt: Type.Optional(instant('When it will be deleted with its files.')),
    webhookSecret: Type.Optional(
      Type.String({
        description:
          'Only in the answer to create, where its webhook named no secret: what signs for that URL and this key.',
      }),
    ),
  },
  { $id: 'Translation', examples: [TRANSLATION_EXAMPLE] },
)

const FieldProblem = Type.Object({
  pointer: Type.String(),
  detail: Type.String(),
  packs: Type.Optional(
    Type.Array(Type.String(), { description: 'Installing these packs on the server cures it.' }),
  ),
})

export const ProblemSchema = Type.Object(
  {
    type: Type.String(),
    title: Type.String(),
    status: Type.Integer(),
    code: Type.String({ description: 'Stable and machine-readable.' }),
    detail: Type.String(),
    errors: Type.Optional(Type.Array(FieldProblem, { description: 'Each offending field by JSON pointer.' })),
    rule: Type.Optional(Type.String({ description: 'The rule that an edit breaks.' })),
    cue: Type.Optional(Type.String({ description: 'The cue that breaks it.' })),
    revision: Type.Optional(Type.Integer({ description: 'With 412: the revision of the cues now.' })),
    changed: Type.Optional(
      Type.Array(Type.Unsafe({ $ref: 'Cue#' }), { description: 'With 412: what has changed since.' }),
    ),
    removed: Type.Optional(Type.Array(Type.String())),
    limit: Type.Optional(LimitReached),
    requestId: Type.Optional(Type.String()),
  },
  {
    $id: 'Problem',
    examples: [
      {
        type: 'urn:video-translation:problem:translation_not_found',
        title: 'Not Found',
        status: 404,
        code: 'translation_not_found',
        detail: 'There is no translation tr_019a5c1e-7b3a-7c44-9f10-2f8d5c6b7a81.',
        requestId: '6f1d0e2c-8a4b-4f3f-9d55-0d4b8d1c2a90',
      },
    ],
  },
)

export const TranslationEvent = Type.Object(
  {
    version: Type.Integer(),
    revision: Type.Integer(),
    at: instant('When it happened.'),
    type: Type.String({ examples: ['created', 'started', 'stage', 'completed'] }),
    language: Type.Optional(Language),
    stage: Type.Optional(StageName),
    message: Type.Optional(Type.String()),
  },
  { $id: 'TranslationEvent' },
)

export const TranslationPage = Type.Object({
  items: Type.Array(ref(Translation)),
  nextCursor: Type.Optional(Type.String({ description: 'Absent on the last page.' })),
  missing: Type.Optional(
    Type.Array(Type.String(), { description: 'The `id` parameters that do not exist.' }),
  ),
})

export const CreateBody = Type.Object(
  {
    source: Type.Object(
      {
        url: Type.Optional(
          Type.String({ maxLength: 4096, description: 'An http or https URL that anyone can reach.' }),
        ),
        upload: Type.Optional(Type.String({ maxLength: 100, description: 'An upload that is complete.' })),
      },
      { additionalProperties: false, description: 'Either `url` or `upload`.' },
    ),
    from: Type.Optional(Language),
    to: Type.Array(Language, { minItems: 1, maxItems: MAX_TARGETS }),
    engine: Type.Optional(Type.String({ maxLength: 100 })),
    options: Type.Optional(
      Type.Record(Type.String(), Type.Unknown(), {
        [MAX_BYTES]: 512 * 1024,
        description: 'What the engine offers; `/v1/engines` has their JSON Schema.',
      }),
    ),
    reference: Type.Optional(
      Type.String({ minLength: 1, maxLength: 200, pattern: WITHOUT_NUL, description: 'Your own id.' }),
    ),
    priority: Type.Optional(
      Type.Integer({
        minimum: 0,
        maximum: MAX_PRIORITY,
        default: 0,
        description:
          'As far as the API key allows. Of the translations of one owner, those with a higher priority start first.',
      }),
    ),
    webhook: Type.Optional(WebhookTarget),
    ...ReviewFields,
  },
  {
    additionalProperties: false,
    examples: [{ source: { url: 'https://example.com/talk.mp4' }, from: 'en', to: ['es', 'ca'] }],
  },
)

/** Like `CreateBody`, but the source may still have to be uploaded. */
export const ValidateBody = Type.Object(
  { ...CreateBody.properties, source: Type.Optional(CreateBody.properties.source) },
  { additionalProperties: false, examples: [{ from: 'en', to: ['es', 'ca'] }] },
)

export const Filter = {
  status: Type.Optional(Type.Array(Status, { maxItems: 7 })),
  engine: Type.Optional(Type.String({ maxLength: 100 })),
  reference: Type.Optional(Type.String({ maxLength: 200, pattern: WITHOUT_NUL })),
  text: Type.Optional(
    Type.String({ maxLength: 200, description: 'Part of the source’s name, the reference or the id.' }),
  ),
  to: Type.Optional(Type.String({ maxLength: 100, description: 'A target language.' })),
}

/** Selects translations to change. An empty member selects all, so it is no member. */
export const ChangeFilter = Type.Object(
  {
    status: Type.Optional(Type.Array(Status, { minItems: 1, maxItems: 7 })),
    engine: Type.Optional(Type.String({ ...Filter.engine, minLength: 1 })),
    reference: Type.Optional(Type.String({ ...Filter.reference, minLength: 1 })),
    text: Type.Optional(Type.String({ ...Filter.text, minLength: 1 })),
    to: Type.Optional(Type.String({ ...Filter.to, minLength: 1 })),
  },
  { additionalProperties: false, minProperties: 1 },
)

const { status: _, ...OtherFilters } = Filter

/** Selects translations to count. The status is left out, because the counts are by status. */
export const CountParams = Type.Object(OtherFilters)

export const TranslationCounts = Type.Object({
  all: Type.Integer(),
  byStatus: Type.Object(Object.fromEntries(TRANSLATION_STATUSES.map((status) => [status, Type.Integer()]))),
})

export const ListParams = Type.Object({
  ...Filter,
  limit: Type.Optional(Type.Integer({ minimum: 1, maximum: 100, default: 50 })),
  cursor: Type.Optional(
    Type.String({ maxLength: 1000, description: 'The `nextCursor` of the page before.' }),
  ),
  id: Type.Optional(
    Type.Array(Type.String({ maxLength: 100 }), {
      maxItems: 100,
      description: 'Instead of filters: these translations, in this order.',
    }),
  ),
})

export const StreamBody = Type.Object(
  {
    translations: Type.Optional(
      Type.Array(
        Type.Object(
          { id: Type.String({ maxLength: 100 }), version: Type.Optional(Type.Integer({ minimum: 0 })) },
          { additionalProperties: false },
        ),
        { maxItems: 20_000, description: 'What to follow, each with the version already seen.' },
      ),
    ),
    filter: Type.Optional(
      Type.Object(
        {
          ...Filter,
          after: Type.Optional(
            Type.String({ maxLength: 100, description: 'An id: only translations created after it.' }),
          ),
        },
        { additionalProperties: false, description: 'Follow all that match; `{}` for all.' },
      ),
    ),
  },
  {
    additionalProperties: false,
    examples: [{ translations: [{ id: 'tr_019a5c1e-7b3a-7c44-9f10-2f8d5c6b7a81', version: 3 }] }],
  },
)

export const IdParams = Type.Object({ id: Type.String({ maxLength: 100 }) })

/** A reference to a component by its name. */
export function ref(schema: TSchema & { $id?: string }): TSchema {
  return Type.Unsafe({ $ref: `${schema.$id}#` })
}

/** A JSON answer, with the names of its additional headers. */
export function json(description: string, schema: TSchema, ...headers: string[]): object {
  const described = headers.map((name) => [name, { type: 'string' }])
  return { description, headers: Object.fromEntries(described), content: { 'application/json': { schema } } }
}

/** The answers of a route: its own, and problem documents for its error statuses. */
export function answers(own: Record<number, unknown>, ...failures: number[]): Record<string, unknown> {
  const content = { 'application/problem+json': { schema: ref(ProblemSchema) } }
  const problems = [...failures, 400, 401, 403, 429, 500, 503].map((status) => [
    status,
    { description: PROBLEMS[status], content },
  ])
  return { ...Object.fromEntries(problems), ...own }
}

const PROBLEMS: Record<number, string> = {
  400: 'The request is not valid; `errors` names the fields.',
  401: 'An API key is required, or the given one is unknown, expired or revoked.',
  403: 'The host, the origin or the scope of the key does not allow it.',
  404: 'It does not exist, or belongs to another key.',
  408: 'The body did not arrive in time.',
  409: 'It conflicts with something in flight; see Retry-After.',
  410: 'It is gone.',
  412: 'A precondition does not hold: a header of the protocol is missing, or the cues have changed.',
  413: 'It is larger than allowed.',
  415: 'This route does not accept the media type of the body.',
  416: 'The range lies outside the file.',
  422: 'The request is valid but cannot be served; the detail says how to fix it.',
  428: 'The request must name the revision that it is for: If-Match.',
  423: 'Another request is using it; try again in a moment.',
  429: 'Too many requests; see Retry-After.',
  500: 'The server failed; its log has the cause.',
  503: 'The server is stopping or overloaded; see Retry-After.',
  507: 'The server’s disk is nearly full.',
}
