import type { InferenceRequest } from './messages.ts'
import type { ModelInMemory, ModelMemory } from './model-memory/model-memory.ts'
import type { ExpectedModel } from './model-memory/model-sizes.ts'
import { type AskOptions, type InferenceProcess, startInferenceProcess } from './process.ts'

/** The processes of a host: one for each of its models that is in memory. */
export interface ModelProcesses {
  /** Asks the process of a model, which is started if there is none. */
  ask(request: InferenceRequest, model: ExpectedModel, options: AskOptions): Promise<unknown>
  has(model: ExpectedModel): boolean
  /** Stops all where they are, and those that start meanwhile. Returns what lets them go on. */
  pause(): () => void
  /** Ends all processes. */
  end(): Promise<void>
}

interface Running {
  process: InferenceProcess
  resident: ModelInMemory
}

/** @param isPatient whether they give way to other work of the machine */
export function createModelProcesses(child: URL, isPatient: boolean, memory: ModelMemory): ModelProcesses {
  const running = new Map<string, Running>()
  let isPaused = false
  const start = (model: ExpectedModel): Running => {
    const { name } = model
    const end = () => {
      // What is dying does not serve another request.
      if (running.get(name) === started) running.delete(name)
      started.process.kill()
    }
    // Others leave first, so that both are in memory at once for an instant at most.
    const resident = memory.load({ ...model, leave: end })
    const started: Running = { process: startCounted(child, isPatient, resident), resident }
    running.set(name, started)
    if (isPaused) started.process.pause()
    return started
  }
  const aliveOf = ({ name }: ExpectedModel): Running | undefined => {
    const found = running.get(name)
    return found?.process.alive ? found : undefined
  }
  return {
    async ask(request, model, options) {
      const { process, resident } = aliveOf(model) ?? start(model)
      resident.begin()
      try {
        return await process.ask(request, options)
      } finally {
        resident.end(process.bytes)
      }
    },
    has: (model) => aliveOf(model) !== undefined,
    pause() {
      isPaused = true
      for (const { process } of running.values()) process.pause()
      return () => {
        isPaused = false
        for (const { process } of running.values()) process.resume()
      }
    },
    async end() {
      const ending = [...running.values()].map(({ process }) => process)
      running.clear()
      for (const process of ending) process.kill()
      await Promise.all(ending.map(({ exited }) => exited))
    },
  }
}

/** What never starts, e.g. because the system has no memory for it, does not count. */
function startCounted(child: URL, isPatient: boolean, { forget }: ModelInMemory): InferenceProcess {
  try {
    const started = startInferenceProcess(child, isPatient)
    void started.exited.then(forget)
    return started
  } catch (error) {
    forget()
    throw error
  }
}
