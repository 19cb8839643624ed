export { aggregateStatus } from '../lib/protocols/aggregate-status.ts'
export { createOnce } from '../lib/protocols/create-once.ts'
export { type DefinedProtocol, defineProtocol, type ProtocolDefinition } from '../lib/protocols/define.ts'
export type { DurationPrior } from '../lib/duration-prior.ts'
export { statusWithoutUrl } from '../lib/protocols/missing-url.ts'
export {
  asInstant,
  asObject,
  asObjects,
  asText,
  type JsonObject,
  readJson,
  refusal,
  throwInvalidResponse,
} from '../lib/protocols/parse.ts'
export type { TargetSnapshot, VendorSnapshot } from '../lib/protocols/snapshot.ts'
export { loadEditing, type VendorEditing } from '../lib/protocols/vendor-editing.ts'
export type { MappedStatus, StatusMap } from '../lib/protocols/status-map.ts'
