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

/** @param workers the voices of each */
async function needFor(voices: string[], workers: string[][], named: Partial<Need> = {}) {
  const isOffered = async ({ voices: asked = [] }: Need) =>
    workers.some((own) => asked.every((voice) => own.includes(voice)))
  const need: Need = { stage: 'synthesize', to: 'es', ...named }
  return await withOwnVoices(need, { language: 'es', cues: cuesIn(...voices) }, isOffered)
}

it('speaking needs the voices that cues have, but for those that nobody has', async () => {
  const need = await needFor(['davefx', 'sharvard', 'davefx', 'misspelt'], [['sharvard', 'davefx']])
  expect(need).toEqual({ stage: 'synthesize', to: 'es', voices: ['davefx', 'sharvard'] })
  expect(await needFor(['misspelt'], [['davefx']])).toEqual({ stage: 'synthesize', to: 'es' })
})

it('speaking needs no voices together that no worker has together', async () => {
  const apart = [['davefx'], ['sharvard', 'carlfm']]
  expect(await needFor(['davefx', 'sharvard'], apart)).toMatchObject({ voices: ['davefx'] })
  const named = { voices: ['carlfm'] }
  expect(await needFor(['davefx', 'sharvard'], apart, named)).toMatchObject({
    voices: ['carlfm', 'sharvard'],
  })
})

it('voices of cues push out none that the request names', async () => {
  const named = Array.from({ length: 20 }, (_, at) => `v${at + 10}`)
  expect(await needFor(['a'], [['a', ...named]], { voices: named })).toMatchObject({ voices: named })
})

it('a voice that comes with what speaks needs no mention, and those of the request stay', async () => {
  const named = { provider: 'kokoro', voices: ['davefx'] }
  expect(await needFor(['ef_dora'], [['ef_dora', 'davefx']], named)).toMatchObject(named)
  expect(await needFor([], [], named)).toMatchObject(named)
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
    run: (own, context) =>
      engine.run(own, {
        ...context,
        can: async ({ stage }) => stage === 'translate',
        isOffered: async () => true,
      }),
  }
  const need = { stage: 'synthesize', to: 'es', voices: ['davefx'] }
  await expect(createPipelineTask(task, folder).attempt(beside)).rejects.toMatchObject({ need })
})
