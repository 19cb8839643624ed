import { describe, expect, it } from 'vitest'
import type { Need } from '../abilities.ts'
import type { TaskContext } from '../engine.ts'
import { createStageRunner, type TaskEdition } from './stage-runner.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const progress = { start: () => () => {}, skip() {}, setSeconds() {} }

/** A task whose row survives its attempts, as in the store. */
function createTask(gone: Set<string> = new Set()) {
  const row: { value: unknown } = { value: undefined }
  const reserved: number[] = []
  const begun: (Need | undefined)[] = []
  const attempt = (edition: TaskEdition = {}, stages?: string[]) => {
    const checkpoint = {
      get value() {
        return row.value
      },
      async save(value: unknown) {
        row.value = JSON.parse(JSON.stringify(value))
      },
    }
    const context = {
      signal: new AbortController().signal,
      checkpoint,
      files: { has: async (key: string) => !gone.has(key) },
      log: silent,
      ...(stages && { can: async ({ stage }: Need) => stages.includes(stage) }),
      onStep: (need?: Need) => void begun.push(need),
      reserveSpace: async (bytes: number) => void reserved.push(bytes),
    } as unknown as TaskContext
    return createStageRunner(context, progress, edition)
  }
  return { attempt, reserved, begun }
}

async function runTwo(runner: ReturnType<typeof createStageRunner>, translator: string) {
  const done: string[] = []
  const work = (name: string) => async () => {
    done.push(name)
    return `${name} by ${translator}`
  }
  const first = await runner.run(
    { name: 'translate', stage: 'translate', inputs: { translator } },
    work('translate'),
  )
  const second = await runner.run({ name: 'render', stage: 'render', inputs: {} }, work('render'))
  return { done, outputs: [first, second] }
}

describe('stages of a task', () => {
  it('do not run again in the next attempt', async () => {
    const task = createTask()
    const first = await runTwo(task.attempt(), 'apertium')
    const second = await runTwo(task.attempt(), 'apertium')
    expect(first.done).toEqual(['translate', 'render'])
    expect(second).toEqual({ done: [], outputs: first.outputs })
  })

  it('say what they need before they can fail, unless they are done', async () => {
    const task = createTask()
    const run = async (stage: 'translate' | 'render') =>
      await task.attempt().run({ name: 'one', stage, need: { stage } }, async () => stage)
    const fails = { name: 'two', stage: 'render', need: { stage: 'render' } } as const
    const provider = async () => await Promise.reject(new Error('It is gone.'))
    await run('translate')
    await run('translate')
    await expect(task.attempt().run({ ...fails, provider }, async () => 1)).rejects.toThrow('gone')
    expect(task.begun).toEqual([{ stage: 'translate' }, { stage: 'render' }])
  })

  it('release the space reserved for what they have written', async () => {
    const task = createTask()
    await runTwo(task.attempt(), 'apertium')
    expect(task.reserved).toEqual([0, 0])
  })

  it('run again from the first one whose provider has changed', async () => {
    const task = createTask()
    await runTwo(task.attempt(), 'apertium')
    expect((await runTwo(task.attempt(), 'chat')).done).toEqual(['translate', 'render'])
  })

  it('all run again after an update of the pipeline', async () => {
    const task = createTask()
    await runTwo(task.attempt({ version: 1 }), 'apertium')
    expect((await runTwo(task.attempt({ version: 2 }), 'apertium')).done).toEqual(['translate', 'render'])
  })

  it('run again from the first one whose file is gone', async () => {
    const gone = new Set<string>()
    const task = createTask(gone)
    const done: string[] = []
    const runBoth = async () => {
      const runner = task.attempt()
      const make = (name: string, key: string) => async () => {
        done.push(name)
        return { key }
      }
      const inputs = {}
      const keysOf = ({ key }: { key: string }) => [key]
      await runner.run({ name: 'prepare', stage: 'prepare', inputs }, make('prepare', 'speech.wav'), keysOf)
      await runner.run(
        { name: 'transcribe', stage: 'transcribe', inputs },
        make('transcribe', 'cues.json'),
        keysOf,
      )
    }
    await runBoth()
    gone.add('speech.wav')
    await runBoth()
    expect(done).toEqual(['prepare', 'transcribe', 'prepare', 'transcribe'])
  })

  it('continue after the last finished one', async () => {
    const task = createTask()
    const runner = task.attempt()
    await runner.run(
      { name: 'translate', stage: 'translate', inputs: { translator: 'apertium' } },
      async () => 'done',
    )
    const failing = runner.run({ name: 'render', stage: 'render', inputs: {} }, () =>
      Promise.reject(new Error('killed')),
    )
    await expect(failing).rejects.toThrow('killed')
    expect((await runTwo(task.attempt(), 'apertium')).done).toEqual(['render'])
  })
})

describe('stages that several workers share', () => {
  const steps = { translate: { stage: 'translate' }, render: { stage: 'render' } } as const
  const runShared = async (runner: ReturnType<typeof createStageRunner>, by: string, inputs = 1) => {
    const done: string[] = []
    for (const [name, need] of Object.entries(steps)) {
      await runner.run(
        { name, stage: need.stage, need, inputs, provider: async () => by },
        async () => {
          done.push(name)
          return { key: name }
        },
        ({ key }) => [key],
      )
    }
    return done
  }

  it('are handed on after the last checkpoint, to a worker that takes what was done before', async () => {
    const task = createTask()
    const first = runShared(task.attempt({}, ['translate']), 'one')
    await expect(first).rejects.toMatchObject({ name: 'HandOn', need: steps.render })
    expect(await runShared(task.attempt({}, ['render']), 'other')).toEqual(['render'])
    expect(await runShared(task.attempt({}, []), 'third')).toEqual([])
  })

  it('are handed back when a file of theirs is gone', async () => {
    const gone = new Set<string>()
    const task = createTask(gone)
    await expect(runShared(task.attempt({}, ['translate']), 'one')).rejects.toThrow(/has to render/)
    gone.add('translate')
    const second = runShared(task.attempt({}, ['render']), 'other')
    await expect(second).rejects.toMatchObject({ need: steps.translate })
  })

  it('are handed back when their inputs have changed meanwhile', async () => {
    const task = createTask()
    await expect(runShared(task.attempt({}, ['translate']), 'one')).rejects.toThrow(/has to render/)
    const second = runShared(task.attempt({}, ['render']), 'other', 2)
    await expect(second).rejects.toMatchObject({ need: steps.translate })
  })

  it('are taken from another provider, and done again in the next revision', async () => {
    const task = createTask()
    await expect(runShared(task.attempt({}, ['translate']), 'one')).rejects.toThrow(/render/)
    const able = ['translate', 'render']
    expect(await runShared(task.attempt({}, able), 'other')).toEqual(['render'])
    expect(await runShared(task.attempt({ revision: 2 }, able), 'other')).toEqual(able)
  })

  it('of one revision count for the next where the provider is the same, and for good', async () => {
    const task = createTask()
    const able = ['translate', 'render']
    expect(await runShared(task.attempt({}, able), 'one')).toEqual(able)
    expect(await runShared(task.attempt({ revision: 2 }, able), 'one')).toEqual([])
  })
})

describe('the texts of a dub and of its subtitles are the same', () => {
  const need = (stage: 'translate' | 'synthesize' | 'render') => ({ name: stage, stage, need: { stage } })
  /** Resolves with what the dub says and what the subtitles say. */
  const dub = async (runner: ReturnType<typeof createStageRunner>, by: string) => {
    const provider = async () => by
    const { text } = await runner.run(
      { ...need('translate'), provider },
      async () => ({ text: `text of ${by}`, key: `cues of ${by}` }),
      ({ key }) => [key],
    )
    const { said } = await runner.run({ ...need('synthesize'), provider }, async () => ({ said: text }))
    return await runner.run(need('render'), async () => ({ said, written: text }))
  }

  it('when three workers share the work, and the last could translate too', async () => {
    const task = createTask()
    const stages = { a: ['translate'], b: ['synthesize'], c: ['translate', 'render'] }
    await expect(dub(task.attempt({}, stages.a), 'a')).rejects.toThrow(/has to speak/)
    await expect(dub(task.attempt({}, stages.b), 'b')).rejects.toThrow(/render/)
    expect(await dub(task.attempt({}, stages.c), 'c')).toEqual({ said: 'text of a', written: 'text of a' })
  })

  it('when the last has to translate again, because the texts are gone', async () => {
    const gone = new Set<string>()
    const task = createTask(gone)
    const stages = { a: ['translate'], b: ['synthesize'], c: ['translate', 'render'] }
    await expect(dub(task.attempt({}, stages.a), 'a')).rejects.toThrow(/has to speak/)
    await expect(dub(task.attempt({}, stages.b), 'b')).rejects.toThrow(/render/)
    gone.add('cues of a')
    await expect(dub(task.attempt({}, stages.c), 'c')).rejects.toThrow(/has to speak/)
    await expect(dub(task.attempt({}, stages.b), 'b')).rejects.toThrow(/render/)
    expect(await dub(task.attempt({}, stages.c), 'c')).toEqual({ said: 'text of c', written: 'text of c' })
  })

  it('when the same translator gives another text the second time', async () => {
    const gone = new Set<string>()
    const task = createTask(gone)
    let tries = 0
    const speak = async (runner: ReturnType<typeof createStageRunner>) => {
      const provider = async () => 'chat'
      const { text } = await runner.run(
        { ...need('translate'), provider },
        async () => ({ text: `text ${++tries}`, key: `cues ${tries}` }),
        ({ key }) => [key],
      )
      return [text, await runner.run({ ...need('synthesize'), provider }, async () => text)]
    }
    expect(await speak(task.attempt())).toEqual(['text 1', 'text 1'])
    gone.add('cues 1')
    expect(await speak(task.attempt())).toEqual(['text 2', 'text 2'])
  })
})
