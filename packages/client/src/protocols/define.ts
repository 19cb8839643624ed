export {
  bodiesIn,
  type Body,
  bodyIn,
  instantIn,
  lacks,
  readJson,
  refusal,
  textIn,
} from '../lib/protocols/answers.ts'
export { createOnce } from '../lib/protocols/create-once.ts'
export { type DefinedProtocol, defineProtocol, type ProtocolDefinition } from '../lib/protocols/define.ts'
export type { Meaning, Words } from '../lib/protocols/meaning.ts'
export { whileNoUrl } from '../lib/protocols/no-url.ts'
export type { DurationPrior } from '../lib/duration-prior.ts'
export type { SightedTarget, Sighting } from '../lib/protocols/sighting.ts'
