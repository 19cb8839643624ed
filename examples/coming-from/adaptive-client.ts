// Polls the only job of a server until it has ended, with exponential backoff and jitter, and
// prints every update.
//
//   video-translation simulate                    # in another terminal
//   node examples/coming-from/adaptive-client.ts [SERVER_URL]
import { VideoTranslationClient } from 'video-translation-client'
import { status } from 'video-translation-client/protocols/status'

await using client = new VideoTranslationClient(process.argv[2] ?? 'http://127.0.0.1:5000', {
  protocol: status({ shape: 'single' }),
  waiting: {
    maxPolls: 10,
    timeoutMs: 60_000,
    schedule: 'exponential',
    minDelayMs: 1_000,
    factor: 2,
    maxDelayMs: Infinity,
    jitterMs: 500,
  },
})

const final = await client.wait('video', {
  settle: true,
  onUpdate: ({ status }) => console.log(`Status Updated: ${status}`),
})
console.log(`Final Status: ${final.result}`)
