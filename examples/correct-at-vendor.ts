// Corrects a line of a dubbing project at ElevenLabs, and waits for the new dub. Without a key, a
// simulated ElevenLabs answers.
//
//   ELEVENLABS_API_KEY=... node examples/correct-at-vendor.ts PROJECT LANGUAGE LINE TEXT
//   node examples/correct-at-vendor.ts
import { VideoTranslationClient } from 'video-translation-client'
import { elevenLabsProjects } from 'video-translation-client/protocols/elevenlabs'
import { createSimulator } from 'video-translation-simulator'

const apiKey = process.env['ELEVENLABS_API_KEY']
const simulator = createSimulator({ face: 'elevenlabs', scenario: '300ms' })
const client = new VideoTranslationClient('https://api.elevenlabs.io', {
  protocol: elevenLabsProjects(),
  apiKey: apiKey ?? 'simulated',
  ...(!apiKey && { fetch: simulator.fetch, waiting: { schedule: 'fixed', minDelayMs: 200 } }),
})

// A simulated vendor is done at once, and a real one in minutes.
const waiting = apiKey ? {} : { schedule: 'fixed' as const, minDelayMs: 250 }
const [project, target = 'es', line = '2', text = 'Hay varias líneas.'] = process.argv.slice(2)
if (apiKey && !project) throw new Error('Name the project to correct.')
const id = project ?? (await dubbed())
const { revision, items } = await client.cues(id, { target })
const cue = items[Number(line) - 1]
if (!cue) throw new Error(`The project has ${items.length} lines.`)
console.log(`before: ${cue.targets[target]?.text}`)
await client.editCues(id, { revision, edits: [{ op: 'set', cue: cue.id, target, text }] })
await client.apply(id, { targets: [target] })
const { status } = await client.wait(id, waiting)
console.log(`after: ${text} (${status})`)
client.close()
await simulator.close()

async function dubbed(): Promise<string> {
  const request = { source: 'https://example.com/talk.mp4', from: 'en', to: [target] }
  const done = await client.translate(request, waiting)
  return done.id
}
