// Starts a translation, waits for it with progressive delays, and watches a second one.
//
//   video-translation simulate                    # in another terminal
//   node examples/coming-from/progressive-client.ts [SERVER_URL]
import {
  ConnectionError,
  isFinal,
  TimeoutError,
  TranslationError,
  VideoTranslationClient,
} from 'video-translation-client'
import { status } from 'video-translation-client/protocols/status'

await using client = new VideoTranslationClient(process.argv[2] ?? 'http://127.0.0.1:5000', {
  protocol: status({ shape: 'translate' }),
  waiting: { timeoutMs: 30_000, schedule: 'progressive', minDelayMs: 500, maxDelayMs: 3_000 },
})

try {
  const { id } = await client.create({ from: 'en', to: 'es' })
  const result = await client.wait(id)
  console.log('Translation completed:', { job_id: result.id, status: result.status })

  const second = await client.create({ from: 'en', to: 'fr' })
  for await (const { status } of client.watch(second.id)) {
    if (isFinal(status)) break
    console.log(`Current status: ${status}`)
  }
} catch (error) {
  if (error instanceof TranslationError) console.log(`Translation failed: ${error.message}`)
  else if (error instanceof TimeoutError) console.log(`Operation timed out: ${error.message}`)
  else if (error instanceof ConnectionError) console.log(`Network error: ${error.message}`)
  else throw error
  process.exitCode = 1
}
