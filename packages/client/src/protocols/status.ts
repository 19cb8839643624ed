export { status } from '../lib/protocols/status/status.ts'
export type { StatusRequest } from '../lib/protocols/status/job.ts'
export {
  type Route,
  type Shape,
  type ShapeName,
  STATUS_SHAPES,
  type StatusOptions,
} from '../lib/protocols/status/shapes.ts'
export { STATUS_WORDS } from '../lib/protocols/status/words.ts'
