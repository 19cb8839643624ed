import { type Static, type TSchema, Type } from 'typebox'
import { Compile } from 'typebox/compile'

/** Says whether a value read from the database has the shape that the code expects. */
export type HasShape = (value: unknown) => boolean

/** JavaScript's dates reach this far from 1970, in milliseconds. */
export const FURTHEST_MS = 8.64e15

const Instant = Type.Number({ minimum: -FURTHEST_MS, maximum: FURTHEST_MS })
const Coded = Type.Object({ code: Type.String(), message: Type.String() })
const Artifacts = Type.Array(Type.Object({ name: Type.String(), mediaType: Type.String() }))
const Task = Type.Object({
  status: Type.String(),
  artifacts: Artifacts,
  warnings: Type.Array(Coded),
  startedAt: Type.Optional(Instant),
  finishedAt: Type.Optional(Instant),
})

/** A date can be made of it. */
export const isInstant = checkOf(Instant)
export const isFailure: HasShape = checkOf(Coded)
export const areWarnings: HasShape = checkOf(Type.Array(Coded))
export const areArtifacts: HasShape = checkOf(Artifacts)
export const areOptions: HasShape = checkOf(Type.Record(Type.String(), Type.Unknown()))

export const isReceiver: HasShape = checkOf(
  Type.Object({
    url: Type.Optional(Type.String()),
    secret: Type.Optional(Type.String()),
    events: Type.Array(Type.String()),
    disabled: Type.Optional(Type.Boolean()),
  }),
)

/** The parts of a stored translation that a webhook shows. */
export const isSnapshot: HasShape = checkOf(
  Type.Object({
    id: Type.String(),
    status: Type.String(),
    source: Type.Object({}),
    sourceTask: Task,
    targetTasks: Type.Array(Task),
    createdAt: Instant,
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
