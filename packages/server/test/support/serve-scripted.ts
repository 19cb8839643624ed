// Like serve.ts, with providers that take no work, but for a chat endpoint. While the file `hold`
// beside the data folder names a stage, the stage writes its name into `held` and stays there.
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createServer, type ServerOptions } from 'video-translation-server'
import { createPipelineEngine } from '../../src/lib/engines/pipeline/engine.ts'
import { type Before, scriptedTranscriber, scriptedTranslator, scriptedVoice } from './scripted-providers.ts'

const options = JSON.parse(process.argv[2] ?? '{}') as ServerOptions
const beside = (name: string) => join(options.dataDir ?? '.', '..', name)
let spoken = 0

const before: Before = async (stage) => {
  // One line is spoken before the stage is held.
  if (stage === 'synthesize' && spoken++ === 0) return
  if (readFileSync(beside('hold'), { encoding: 'utf8', flag: 'a+' }) !== stage) return
  writeFileSync(beside('held'), stage)
  await new Promise(() => {})
}

const engine = createPipelineEngine({
  ...options.pipeline,
  transcribers: [scriptedTranscriber(before)],
  ...(!options.pipeline?.chat && { translators: [scriptedTranslator(before)] }),
  synthesizers: [scriptedVoice(before)],
})
const server = await createServer({ ...options, engines: [engine] })
process.once('SIGTERM', () => void server.close())
process.stdout.write(`${await server.listen()}\n`)
