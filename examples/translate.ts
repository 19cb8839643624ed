// Translates a file with a running server and saves the results.
//
//   node examples/translate.ts http://127.0.0.1:8484 talk.mp4 en es,ca out/
import { openAsBlob } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { VideoTranslationClient, VideoTranslationError } from 'video-translation-client'

const [url, file, from, languages, folder = '.', engine] = process.argv.slice(2)
if (!url || !file || !from || !languages) {
  console.error('Usage: node examples/translate.ts SERVER_URL FILE FROM TO[,TO...] [FOLDER] [ENGINE]')
  process.exit(2)
}

await using client = new VideoTranslationClient(url, { apiKey: process.env['VIDEO_TRANSLATION_API_KEY'] })
try {
  const created = await client.create({
    source: await openAsBlob(file),
    name: basename(file),
    from,
    to: languages.split(','),
    engine,
  })
  // Keep the id: the translation goes on without this program, and any program can wait for it.
  console.log(`Created ${created.id}`)

  const done = await client.wait(created.id, {
    timeoutMs: 3600_000,
    onUpdate: ({ status, stage = '', progress = 0 }) => {
      console.log(`${status} ${stage} ${Math.round(progress * 100)} %`)
    },
  })
  await mkdir(folder, { recursive: true })
  for (const { name } of [...done.artifacts, ...done.targets.flatMap(({ artifacts }) => artifacts)]) {
    const { stream } = await client.download(done.id, name)
    await writeFile(join(folder, name), stream)
    console.log(`Saved ${join(folder, name)}`)
  }
} catch (error) {
  if (!(error instanceof VideoTranslationError)) throw error
  console.error(`${error.code}: ${error.message}`)
  process.exitCode = 1
}
