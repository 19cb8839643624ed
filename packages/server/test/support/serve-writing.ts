// Like serve.ts, with an engine that writes the same files as a real one. The option `end` of a
// translation sets its ending: `completed`, `failed`, or `killed`, whose first attempt never ends.
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createServer, type ServerOptions } from 'video-translation-server'
import { engineOf } from './test-engine.ts'

const engine = engineOf({
  name: 'writer',
  async run(task, { files, scratch, signal, checkpoint }) {
    const write = async (name: string) => {
      await writeFile(join(scratch, name), name)
      return join(scratch, name)
    }
    const { end } = task.options as { end?: string }
    const kept = await files.put(await write('cues.json'), 'cues.json')
    await files.put(await write('draft.json'), 'draft.json')
    await files.putIntermediate(await write('dub.wav'), 'dub.wav')
    await files.putShared(await write('clip.flac'), `clip-${task.kind}.flac`)
    await checkpoint.save({ kept })
    if (task.kind === 'source') return { output: { kept } }
    if (end === 'failed') throw new Error('This engine fails as it was told.')
    if (end === 'killed' && task.attempt === 1) {
      await new Promise((_resolve, reject) =>
        signal.addEventListener('abort', () => reject(signal.reason as Error)),
      )
    }
    const name = `${task.language}.mp4`
    return {
      output: { kept },
      artifacts: [{ name, key: await files.put(await write(name), name), mediaType: 'video/mp4' }],
    }
  },
})
const server = await createServer({
  ...(JSON.parse(process.argv[2] ?? '{}') as ServerOptions),
  engines: [engine],
})
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
