import { openAsBlob } from 'node:fs'
import { basename, relative, resolve } from 'node:path'
import { VideoTranslationClient, type Translation } from 'video-translation-client'
import { createServer } from 'video-translation-server'
import type { Demo } from './demos.ts'
import { createDisplay, fold } from './display.ts'
import { saveArtifacts } from './save.ts'
import { describeTimings } from './timings.ts'

/**
 * Translates the sample of a demo with a server on this machine. Calls back while the server still
 * runs.
 */
export async function runDemo(
  demo: Demo,
  whenDone: (url: string, dataDir: string) => Promise<void>,
): Promise<void> {
  const dataDir = resolve(demo.out, 'data')
  await using server = await createServer({ dataDir, logLevel: 'silent' })
  const url = await server.listen()
  console.log(`Server at ${url}. Translating ${relative('.', demo.sample)} ${demo.direction}:\n`)
  await translate(url, demo)
  await whenDone(url, relative('.', dataDir))
}

async function translate(url: string, { sample, request, out }: Demo): Promise<void> {
  await using client = new VideoTranslationClient(url)
  // The results of the last demo are saved, and the dashboard shows those of this one.
  for await (const { id } of client.list()) await client.delete(id)
  const display = createDisplay()
  const translation = await client.translate(
    {
      ...request,
      source: await openAsBlob(sample),
      name: basename(sample),
      engine: 'pipeline',
    },
    { onUpdate: display.update },
  )
  display.done()
  const paths = await saveArtifacts(client, translation, out)
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
  console.log(`\nThe translated video, its subtitles and the other files:`)
  for (const path of paths) console.log(`  ${relative('.', path)}`)
}
