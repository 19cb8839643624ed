import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Whether a value from the database has the shape that the code expects. */
export type ShapeCheck = (value: unknown) => boolean

/** JavaScript's dates reach this far from 1970, in milliseconds. */
export const MAX_DATE_MS = 8.64e15

const Instant = Type.Number({ minimum: -MAX_DATE_MS, maximum: MAX_DATE_MS })
const CodedMessage = Type.Object({ code: Type.String(), message: Type.String() })
const Artifacts = Type.Array(Type.Object({ name: Type.String(), mediaType: Type.String() }))
const Task = Type.Object({
  status: Type.String(),
  artifacts: Artifacts,
  warnings: Type.Array(CodedMessage),
  startedAt: Type.Optional(Instant),
  finishedAt: Type.Optional(Instant),
})

/** Whether a `Date` can hold it. */
export const isInstant = checkOf(Instant)
export const isFailure: ShapeCheck = checkOf(CodedMessage)
export const areWarnings: ShapeCheck = checkOf(Type.Array(CodedMessage))
export const areArtifacts: ShapeCheck = checkOf(Artifacts)
export const areOptions: ShapeCheck = checkOf(Type.Record(Type.String(), Type.Unknown()))

export const isReceiver: ShapeCheck = checkOf(
  Type.Object({
    url: Type.Optional(Type.String()),
    secret: Type.Optional(Type.String()),
    events: Type.Array(Type.String()),
    disabled: Type.Optional(Type.Boolean()),
  }),
)

export const isReview: ShapeCheck = checkOf(
  Type.Object({
    stages: Type.Array(Type.String()),
    approved: Type.Array(Type.String()),
    timeout: Type.Optional(Type.Object({ seconds: Type.Number(), action: Type.String() })),
  }),
)

/** The parts of a stored translation that a webhook sends. */
export const isSnapshot: ShapeCheck = checkOf(
  Type.Object({
    id: Type.String(),
    status: Type.String(),
    source: Type.Object({}),
    sourceTask: Task,
    targetTasks: Type.Array(Task),
    createdAt: Instant,
    continuedAt: Type.Optional(Instant),
    updatedAt: Instant,
    startedAt: Type.Optional(Instant),
    finishedAt: Type.Optional(Instant),
    expiresAt: Type.Optional(Instant),
  }),
)

function checkOf<T extends TSchema>(schema: T): (value: unknown) => value is Static<T> {
  const compiled = Compile(schema)
  return (value): value is Static<T> => compiled.Check(value)
}
