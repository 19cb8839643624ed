import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it, onTestFinished } from 'vitest'
import { createPipelineTask } from '../../../../test/support/pipeline-task.ts'
import { scriptedTranslator, scriptedVoice } from '../../../../test/support/scripted-providers.ts'
import type { Need } from '../abilities.ts'
import type { Engine, TargetTask } from '../engine.ts'
import { createPipelineEngine } from './engine.ts'
import { withOwnVoices } from './own-voice-needs.ts'
import type { Synthesizer } from './providers/providers.ts'

const pair = { from: 'en', to: 'es' }

/** Cues with voices of their own. */
function cuesIn(...voices: string[]) {
  return voices.map((voice, at) => ({
    id: `c${at + 1}`,
    start: at,
    end: at + 1,
    text: 'Yes.',
    targets: { es: { text: 'Sí.', voice } },
  }))
}

function speaker(name: string, ...voices: string[]): Synthesizer {
  const facts = { language: 'es', provider: name, ready: true }
  return {
    ...scriptedVoice(),
    name,
    voices: async () => voices.map((voice) => ({ ...facts, name: voice, title: voice })),
  }
}

interface Fleet {
  /** Voices of this worker. */
  here?: string[]
  /** Voices of the others. */
  elsewhere?: string[]
  /** What the request names. */
  named?: Partial<Need>
}

async function needFor(voices: string[], { here = [], elsewhere = [], named }: Fleet) {
  const synthesizers = [speaker('kokoro', ...here)]
  const can = async ({ voices: asked = [] }: Need) => !asked.every((voice) => elsewhere.includes(voice))
  const need: Need = { stage: 'synthesize', to: 'es', ...named }
  const task = { language: 'es', cues: cuesIn(...voices) }
  return await withOwnVoices(need, { task, pair, options: {}, synthesizers, can })
}

it('speaking needs the voices that cues have, wherever they are, but for those that nobody has', async () => {
  const workers = { here: ['sharvard'], elsewhere: ['davefx'] }
  const need = await needFor(['davefx', 'sharvard', 'davefx', 'misspelt'], workers)
  expect(need).toEqual({ stage: 'synthesize', to: 'es', voices: ['davefx', 'sharvard'] })
})

it('a voice that comes with what speaks needs no mention, and those of the request stay', async () => {
  const named = { provider: 'kokoro', voices: ['davefx'] }
  expect(await needFor(['ef_dora'], { here: ['ef_dora'], named })).toMatchObject(named)
  expect(await needFor([], { named })).toMatchObject(named)
})

it('a target is handed on to a worker with the voices of its cues', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'voices-'))
  onTestFinished(() => rm(folder, { recursive: true }))
  const source = { media: { seconds: 2, audio: [] }, audio: 0, language: 'en', stagesMs: {} }
  const task: TargetTask = {
    kind: 'target',
    id: 'task',
    translationId: 'tr',
    attempt: 1,
    from: 'en',
    language: 'es',
    options: {},
    prepared: { ...source, sourceKey: 'source', transcriptKey: 'transcript' },
    cues: cuesIn('davefx'),
  }
  const engine = createPipelineEngine({
    translators: [scriptedTranslator()],
    synthesizers: [speaker('plain', 'sharvard')],
  })
  const beside: Engine = {
    ...engine,
    run: (own, context) => engine.run(own, { ...context, can: async ({ stage }) => stage === 'translate' }),
  }
  const need = { stage: 'synthesize', to: 'es', voices: ['davefx'] }
  await expect(createPipelineTask(task, folder).attempt(beside)).rejects.toMatchObject({ need })
})
