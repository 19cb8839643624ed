import { expect, it } from 'vitest'
import { EngineError } from '../engine-error.ts'
import { type Ability, formatFailed, formatNeed } from '../engines/abilities.ts'
import { HandOn } from '../engines/engine.ts'
import type { EngineOffer } from '../nodes/offers.ts'
import type { NeedInLine } from '../store/store.ts'
import { selectOffered } from './selection.ts'
import { aborted, engine, useWorkerBench } from './testing/worker-bench.ts'

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
function select(own: EngineOffer, elsewhere: EngineOffer[] = [], isRestricted = false, store = bench.store) {
  return selectOffered({
    id: 'me',
    store,
    offers: async () => [own],
    isRestricted,
    workforce: { offersNow: async () => [own, ...elsewhere], offersBeside: async () => elsewhere },
  })
}

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
    await bench.store.claimMany('w', ['e'], 60_000, 2, listener.needsOf('e'))
  expect(await listener.dueInMs(['e'])).toBeGreaterThan(0)
})

it('a step is left to others only if one of them can do it, or the operator wants it so', async () => {
  const render = { stage: 'render' } as const
  expect(await select(offer('render')).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [offer('render')]).isOurs('e', render)).toBe(false)
  expect(await select(offer('translate'), [offer('prepare')]).isOurs('e', render)).toBe(true)
  expect(await select(offer('translate'), [], true).isOurs('e', render)).toBe(false)
})

it('a restricted worker leaves a voice to others only if one of them has it', async () => {
  const speaks: Ability = { stage: 'synthesize', to: ['es'] }
  const spoken = { stage: 'synthesize', to: 'es', voices: ['davefx'] } as const
  const need = { ...spoken, voices: [...spoken.voices] }
  const isOurs = async (elsewhere: EngineOffer[]) =>
    await select(offerOf([speaks], ['sharvard']), elsewhere, true).isOurs('e', need)
  expect(await isOurs([offerOf([speaks], ['davefx'])])).toBe(false)
  expect(await isOurs([offerOf([speaks], ['sharvard'])])).toBe(true)
  expect(await select(offer('render'), [], true).isOurs('e', need)).toBe(false)
})

it.each(['render', ''])('a step that failed here is for the others first: `%s`', async (needs) => {
  let dueInMs = 0
  const store = {
    ...bench.store,
    dueInMs: async () => 0,
    needsInLine: async (): Promise<NeedInLine[]> => [
      { engine: 'e', needs: formatFailed(needs, 'me'), dueInMs },
    ],
  }
  const search = async (elsewhere: EngineOffer[]) => {
    const selection = select(offer('render'), elsewhere, false, store)
    return { inMs: await selection.dueInMs(['e']), needs: selection.needsOf('e') }
  }
  const ours = { inMs: 0, needs: [formatFailed(needs, 'me')] }
  expect(await search([])).toEqual(ours)
  expect(await search([offer('render')])).toEqual({ inMs: 15_000, needs: [] })
  // They are busy, or broken too.
  dueInMs = -15_000
  expect(await search([offer('render')])).toEqual(ours)
})

it('a step that failed elsewhere is for everybody at once, and names only the last worker', async () => {
  const needs = formatFailed(formatFailed('render', 'me'), 'another one')
  expect(needs).toBe('render not=another%20one')
  await bench.create({ needs: { source: needs, targets: [''] } })
  const selection = select(offer('render'), [offer('render')])
  expect(await selection.dueInMs(['e'])).toBe(0)
  expect(selection.needsOf('e')).toEqual([needs])
})

it('a task that fails and is tried again says where it failed', async () => {
  const failing = engine(async ({ attempt }, { signal }) => {
    if (attempt > 1) return await aborted(signal)
    throw new EngineError('busy', 'Later.', { retryable: true })
  })
  await bench.create({ needs: { source: 'render', targets: [''] } })
  const worker = bench.start(failing, { selection: select(offer('render'), [offer('render')]) })
  const needs = async () => (await bench.store.needsInLine(['e'])).map((each) => each.needs)
  await expect.poll(needs).toEqual(['render not=me'])
  await worker.stop()
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
