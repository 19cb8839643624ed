export {
  addTargets,
  applyCues,
  approveReview,
  editCues,
  type EditCuesOptions,
  readCues,
  type ReadCuesOptions,
  retryTargets,
} from './lib/editing/requests.ts'
