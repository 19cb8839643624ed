import { expect, it } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { type Ability, formatNeed, type Need } from '../engines/abilities.ts'
import { HandOn } from '../engines/engine.ts'
import { withOwnVoices } from '../engines/pipeline/own-voice-needs.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import type { ClaimFilter, Store } from '../store/store.ts'
import { type FailedTask, selectOffered, type SelectionParts } from './selection.ts'
import { engine, useWorkerBench } from './testing/worker-bench.ts'

const bench = useWorkerBench()

function offer(...stages: Ability['stage'][]): EngineOffer {
  return offerOf(stages.map((stage) => ({ stage })))
}

/** @param voices names of those that are installed */
function offerOf(abilities: Ability[], voices: string[] = []): EngineOffer {
  const facts = { description: '', ready: true, problems: [], languages: [], options: {} }
  const described = ['davefx', 'sharvard'].map((name) => ({
    name,
    title: name,
    language: 'es',
    provider: 'piper',
    ready: voices.includes(name),
  }))
  return { info: { name: 'e', ...facts, voices: described }, concurrency: 1, abilities }
}

/** The worker `me`, which can do some stages, beside others that can do `elsewhere`. */
function select(own: EngineOffer, elsewhere: EngineOffer[] = [], more: Partial<SelectionParts> = {}) {
  const all = async () => [own, ...elsewhere]
  return selectOffered({
    id: 'me',
    store: bench.store,
    offers: async () => [own],
    isRestricted: false,
    workforce: { offers: all, offersNow: all, offersBeside: async () => elsewhere },
    ...more,
  })
}

const restricted = { isRestricted: true }

it('a worker claims only what it can do, and sleeps while there is only other work', async () => {
  const needs = { source: 'transcribe from=en', targets: [''] }
  await bench.create({ needs })
  const writer = select(offer('translate'))
  expect(await writer.dueInMs(['e'])).toBeUndefined()
  expect(writer.needsOf('e')).toEqual([])
  const listener = select(offer('transcribe'))
  expect(await listener.dueInMs(['e'])).toBe(0)
  expect(listener.needsOf('e')).toEqual([needs.source])
})

it('a worker claims no step for which it lacks a voice, or what tells speakers apart', async () => {
  const speaks: Ability = { stage: 'synthesize', to: ['es'], provider: 'piper' }
  const hears: Ability = { stage: 'transcribe', from: ['en'] }
  const spoken = formatNeed({ stage: 'synthesize', to: 'es', provider: 'piper', voices: ['davefx'] })
  const told = formatNeed({ stage: 'transcribe', from: 'en', speakers: true })
  await bench.create({ needs: { source: spoken, targets: [''] } })
  await bench.create({ needs: { source: told, targets: [''] } })
  const needsOf = async (own: EngineOffer) => {
    const selection = select(own)
    await selection.dueInMs(['e'])
    return selection.needsOf('e')
  }
  expect(await needsOf(offerOf([speaks, { ...hears, speakers: false }], ['sharvard']))).toEqual([])
  expect(await needsOf(offerOf([speaks], ['sharvard', 'davefx']))).toEqual([spoken])
  expect(await needsOf(offerOf([{ ...hears, speakers: true }]))).toEqual([told])
})

it('a worker sleeps while the owners of what it can do are at a limit', async () => {
  const needs = { source: 'transcribe from=en', targets: [''] }
  await bench.store.owners.setLimits('', { maxRunning: 1 })
  for (let count = 0; count < 2; count++) await bench.create({ needs })
  const listener = select(offer('transcribe'))
  expect(await listener.dueInMs(['e'])).toBe(0)
  for (let count = 0; count < 2; count++)
    await bench.store.claimMany('w', ['e'], 60_000, 2, { needs: listener.needsOf('e') })
  expect(await listener.dueInMs(['e'])).toBeGreaterThan(0)
})

it('a step is left to others only if one of them can do it, or the operator wants it so', async () => {
  const render = { stage: 'render' } as const
  expect(await select(offer('render')).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [offer('render')]).isOurs('e', render)).toBe(false)
  expect(await select(offer('translate'), [offer('prepare')]).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [], restricted).isOurs('e', render)).toBe(false)
})

it('a restricted worker leaves a voice to others only if one of them has it', async () => {
  const speaks: Ability = { stage: 'synthesize', to: ['es'] }
  const spoken = { stage: 'synthesize', to: 'es', voices: ['davefx'] } as const
  const need = { ...spoken, voices: [...spoken.voices] }
  const isOurs = async (elsewhere: EngineOffer[]) =>
    await select(offerOf([speaks], ['sharvard']), elsewhere, restricted).isOurs('e', need)
  expect(await isOurs([offerOf([speaks], ['davefx'])])).toBe(false)
  expect(await isOurs([offerOf([speaks], ['sharvard'])])).toBe(true)
  expect(await select(offer('render'), [], restricted).isOurs('e', need)).toBe(false)
})

it('a restricted worker hands on no voice of a cue that no worker has', async () => {
  const cue = { id: 'c1', start: 0, end: 1, text: 'Yes.', targets: { es: { text: 'Sí.', voice: 'davefx' } } }
  const speaks: Need = { stage: 'synthesize', to: 'es' }
  const needWith = async (...voices: string[]) => {
    const speaker = offerOf([{ stage: 'synthesize' }], voices)
    const { isOffered } = select(offer('translate'), [speaker], restricted)
    return await withOwnVoices(speaks, { language: 'es', cues: [cue] }, async (need) =>
      Boolean(await isOffered?.('e', need)),
    )
  }
  expect(await needWith('sharvard')).toEqual(speaks)
  expect(await needWith('davefx')).toEqual({ ...speaks, voices: ['davefx'] })
})

it('a task whose voices are gone goes to any worker that speaks, but not after an outage', async () => {
  let now = 0
  const needs = formatNeed({ stage: 'synthesize', to: 'es', voices: ['davefx'] })
  await bench.create({ needs: { source: needs, targets: [''] } })
  const speaks: Ability = { stage: 'synthesize', to: ['es'] }
  const more = { ...restricted, clock: () => now }
  const speaker = select(offerOf([speaks], ['sharvard']), [], more)
  const beside = select(offerOf([speaks], ['sharvard']), [offerOf([speaks], ['davefx'])], more)
  const writer = select(offer('translate'), [], more)
  const due = async () => await Promise.all([speaker, beside, writer].map((each) => each.dueInMs(['e'])))
  now = 599_999
  expect(await due()).toEqual([undefined, undefined, undefined])
  now = 600_000
  expect(await due()).toEqual([0, undefined, undefined])
  expect(speaker.needsOf('e')).toEqual([needs])
})

const FAILED: FailedTask = { id: 'task_1', engine: 'e', needs: 'translate', inMs: 1_000 }

it('a task that failed here is for the others first, if one can do it', async () => {
  let now = 0
  const selection = select(offer('translate'), [offer('translate')], { clock: () => now })
  expect(await selection.needsOfRetry(FAILED)).toBe('translate')
  now = 15_999
  expect(selection.leftToOthers()).toEqual(['task_1'])
  now = 16_000
  expect(selection.leftToOthers()).toEqual([])
  const alone = select(offer('translate'), [offer('render')])
  await alone.needsOfRetry(FAILED)
  expect(alone.leftToOthers()).toEqual([])
})

it('tasks that failed here are left to others up to a number, so that a claim stays small', async () => {
  const selection = select(offer('translate'), [offer('translate')])
  for (let task = 1; task <= 60; task++) await selection.needsOfRetry({ ...FAILED, id: `task_${task}` })
  expect(selection.leftToOthers()).toHaveLength(50)
  expect(selection.leftToOthers().at(-1)).toBe('task_60')
})

it('a task is tried again from the step that failed, if another worker can do it', async () => {
  const step: Need = { stage: 'synthesize', to: 'es' }
  const needsBeside = async (...elsewhere: EngineOffer[]) => {
    const selection = select(offer('translate', 'synthesize'), elsewhere)
    return [await selection.needsOfRetry({ ...FAILED, step }), selection.leftToOthers()]
  }
  expect(await needsBeside(offer('synthesize'))).toEqual(['synthesize to=es', ['task_1']])
  expect(await needsBeside(offer('render'))).toEqual(['translate', []])
})

it('a worker whose voice is broken leaves the task to one that speaks, and goes on with others', async () => {
  const asked: (ClaimFilter | undefined)[] = []
  const claimMany: Store['claimMany'] = async (...request) => {
    asked.push(request[4])
    return await bench.store.claimMany(...request)
  }
  const done: string[] = []
  const failing = engine(async ({ id }, { onStep }) => {
    done.push(id)
    onStep?.({ stage: 'synthesize' })
    throw new EngineError('broken', 'The voice is broken.', { retryable: true })
  })
  const selection = select(offer('translate', 'synthesize'), [offer('synthesize')])
  for (let task = 0; task < 2; task++) await bench.create({ needs: { source: 'translate', targets: [''] } })
  bench.start(failing, { selection, store: { ...bench.store, claimMany } })
  const needs = async () => (await bench.store.needsInLine(['e'])).map((each) => each.needs)
  await expect.poll(needs, { timeout: 30_000 }).toEqual(['synthesize'])
  expect(asked[1]).toEqual({ needs: expect.arrayContaining(['translate']), except: done.slice(0, 1) })
})

it('a task goes from worker to worker at its checkpoints', async () => {
  const by: string[] = []
  const halves = (name: string, stage: 'translate' | 'render') => {
    const other = stage === 'translate' ? 'render' : 'translate'
    const half = engine(async (task, { can, checkpoint }) => {
      if (task.kind === 'source') return {}
      if (checkpoint.value === undefined && !(await can?.({ stage: 'translate' })))
        throw new HandOn({ stage: 'translate' })
      by.push(name)
      if (checkpoint.value === 'translated') return {}
      await checkpoint.save('translated')
      throw new HandOn({ stage: 'render' })
    })
    bench.start(half, { selection: select(offer(stage), [offer(other)]) })
  }
  halves('painter', 'render')
  halves('writer', 'translate')
  const id = await bench.create({ needs: { source: 'render', targets: ['render'] }, maxAttempts: 1 })
  expect(await bench.finished(id)).toMatchObject({ status: 'completed' })
  expect(by).toEqual(['writer', 'painter'])
})
