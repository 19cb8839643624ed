// `npm run demo` translates a real video into Spanish, with a server on this machine and the public
// client over HTTP.
import { openAsBlob } from 'node:fs'
import { relative, resolve } from 'node:path'
import { VideoTranslationClient, type Translation } from 'video-translation-client'
import { createServer } from 'video-translation-server'
import { ensureFfmpeg, ensureTranslator, pullMissingPacks } from './prepare.ts'
import { offerDashboard } from './dashboard.ts'
import { createDisplay, fold } from './display.ts'
import { saveArtifacts } from './save.ts'
import { describeTimings } from './timings.ts'

const SAMPLE = resolve(import.meta.dirname, '../../samples/austen-en-25s.mp4')
const OUT = resolve(import.meta.dirname, '../../out/demo')

try {
  ensureFfmpeg()
  await ensureTranslator()
  await pullMissingPacks()
  await using server = await createServer({ dataDir: resolve(OUT, 'data'), logLevel: 'silent' })
  const url = await server.listen()
  console.log(`Server at ${url}. Translating ${relative('.', SAMPLE)} from English to Spanish:\n`)
  await translate(url)
  await offerDashboard(url, relative('.', resolve(OUT, 'data')))
} catch (error) {
  console.error(`\nThe demo stopped: ${error instanceof Error ? error.message : String(error)}`)
  process.exitCode = 1
}

async function translate(url: string): Promise<void> {
  await using client = new VideoTranslationClient(url)
  // The results of the last demo are saved, and the dashboard shows those of this one.
  for await (const { id } of client.list()) await client.delete(id)
  const display = createDisplay()
  const translation = await client.translate(
    {
      source: await openAsBlob(SAMPLE),
      name: 'austen-en-25s.mp4',
      from: 'en',
      to: ['es'],
      engine: 'pipeline',
    },
    { onUpdate: display.update },
  )
  display.done()
  const paths = await saveArtifacts(client, translation, OUT)
  await report(client, translation, paths)
}

async function report(
  client: VideoTranslationClient,
  translation: Translation,
  paths: string[],
): Promise<void> {
  console.log(describeTimings(translation, await client.events(translation.id)).join('\n'))
  for (const { message } of translation.targets.flatMap((target) => target.warnings))
    console.log(`\n${fold(`Note: ${message}`)}`)
  console.log(`\nThe Spanish video, its subtitles and the other files:`)
  for (const path of paths) console.log(`  ${relative('.', path)}`)
}
