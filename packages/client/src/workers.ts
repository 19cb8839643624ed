export { listWorkers } from './lib/list-workers.ts'
