// Polls the only job of a server until it has ended, and prints every poll.
//
//   video-translation simulate                    # in another terminal
//   node examples/coming-from/status-simulation.ts [SERVER_URL]
import { exponential, type ScheduleState, VideoTranslationClient } from 'video-translation-client'
import { status } from 'video-translation-client/protocols/status'

const backoff = exponential({ minDelayMs: 1_000, maxDelayMs: 5_000 })

await using client = new VideoTranslationClient(process.argv[2] ?? 'http://127.0.0.1:5000', {
  protocol: status({ shape: 'single' }),
  waiting: { maxPolls: 5, schedule: printingBackoff },
})

const final = await client.wait('video', { settle: true })
if (final.result === 'completed') console.log('✅ Video translation completed!')
console.log(`Final Status: ${final.result}`)

function printingBackoff(state: ScheduleState): number {
  const delayMs = Number(backoff(state))
  console.log(`⏳ Status: ${state.translation.status}. Retrying in ${delayMs / 1_000} seconds...`)
  return delayMs
}
