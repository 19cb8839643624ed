// Starts a job with an id of the program's choice and waits until it has ended.
//
//   video-translation simulate                    # in another terminal
//   node examples/coming-from/job-simulation.ts [SERVER_URL]
import { VideoTranslationClient } from 'video-translation-client'
import { status } from 'video-translation-client/protocols/status'

await using client = new VideoTranslationClient(process.argv[2] ?? 'http://127.0.0.1:5000', {
  protocol: status(),
})

const started = await client.create({ reference: 'translate_video_1' })
console.log('Job Start Response:', { message: 'Job started', job_id: started.id })

const final = await client.wait('translate_video_1', {
  settle: true,
  schedule: ({ translation: { id, status } }) => {
    console.log(`Job ${id} is still ${status}...`)
    return 1_000
  },
})
console.log('Final Status:', { job_id: final.id, status: final.result })
