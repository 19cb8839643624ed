import type { Static } from 'typebox'
import { Type } from 'typebox'
import { Value } from 'typebox/value'
import { STAGES } from 'video-translation-client'
import type { NodeRecord } from '../store/node-store.ts'
import type { MachineDescription } from './machine.ts'
import type { EngineOffer } from './offers.ts'

/** What a node tells the others about itself. */
export interface NodeDescription extends MachineDescription {
  /** The engines that its worker runs. Empty: it runs none. */
  engines: EngineOffer[]
}

/** A node that the others know. */
export interface KnownNode extends Omit<NodeRecord, 'description'>, NodeDescription {}

const Tags = Type.Optional(Type.Array(Type.String()))
const Shape = Type.Object({
  host: Type.String(),
  pid: Type.Number(),
  cores: Type.Number(),
  memoryBytes: Type.Number(),
  gpus: Type.Array(Type.String()),
  packs: Type.Array(Type.String()),
  engines: Type.Array(
    Type.Object({
      info: Type.Object({ name: Type.String(), ready: Type.Boolean() }),
      concurrency: Type.Number(),
      abilities: Type.Optional(
        Type.Array(
          Type.Object({
            stage: Type.Enum([...STAGES]),
            from: Tags,
            to: Tags,
            provider: Type.Optional(Type.String()),
            speakers: Type.Optional(Type.Boolean()),
          }),
        ),
      ),
    }),
  ),
})

/** Reads a record. Empty for one of another version that this one cannot read. */
export function toKnownNode({ description, ...record }: NodeRecord): KnownNode[] {
  if (!Value.Check(Shape, description)) return []
  return [{ ...record, ...(description as Static<typeof Shape> as NodeDescription) }]
}
