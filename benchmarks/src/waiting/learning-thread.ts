// The learning curves are pure arithmetic, so they are computed beside the rest.
import { parentPort, workerData } from 'node:worker_threads'
import { lawsOf, type LawChoice } from './choice.ts'
import { measure, type Plan } from './measure.ts'

const { choice, plans } = workerData as { choice: LawChoice; plans: readonly Plan[] }
for (const law of lawsOf(choice))
  for (const plan of plans) {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a thread, not a window
    parentPort?.postMessage(measure(law, plan))
  }
