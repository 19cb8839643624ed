import { basename } from 'node:path'
import type { Engine, Log } from '../engine.ts'
import { previewOptions } from './glossary.ts'
import { findAbilities, findNeeds, targetNeeds } from './abilities.ts'
import { checkRequest } from './check.ts'
import { describePipeline } from './describe.ts'
import { estimateRequest } from './estimate.ts'
import type { ExpectedModel } from './inference/model-memory/model-sizes.ts'
import type { Providers } from './providers/choose.ts'
import {
  createOwnModelMemory,
  type PipelineOptions,
  type PipelineSettings,
  resolveEndpoints,
  resolveSettings,
  resolveTranslators,
} from './settings.ts'
import { createPaces, previewLine } from './preview.ts'
import { makeProxy } from './proxy.ts'
import { runSource } from './source-task.ts'
import { runTarget } from './target-task.ts'

/**
 * The engine that really translates: it recognises, translates, speaks and mixes. It saves a
 * checkpoint after each stage, so a new attempt of a task continues after the last finished one.
 * @throws TypeError if an endpoint has no valid URL, or the chat endpoint no model
 */
export function createPipelineEngine(options: PipelineOptions = {}): Engine {
  const name = 'pipeline'
  // Created here so that a wrong configuration of an endpoint fails at the start.
  let log: Log | undefined
  const models = createOwnModelMemory(options, (model, budgetBytes) =>
    log?.warn(...tooLarge(model, budgetBytes)),
  )
  const translators = resolveTranslators(options, models)
  const endpoints = resolveEndpoints(options)
  let resolving: Promise<PipelineSettings> | undefined
  const paces = createPaces()
  const settings = () => (resolving ??= resolveSettings(options, { translators, ...endpoints }, models))
  return {
    name,
    concurrency: options.concurrency ?? 1,
    describe: async () => await describePipeline(name, await settings()),
    check: async (request) => await checkRequest(request, await settings()),
    abilities: async () => await findAbilities(await settings()),
    needs: findNeeds,
    estimate: async (request, seconds) => await estimateRequest(request, seconds, await settings()),
    async run(task, context) {
      log = context.log
      if (task.kind === 'source') return await runSource(task, context, await settings())
      return await runTarget(task, context, await settings())
    },
    sideWork: {
      previewOptions,
      previewNeeds: ({ language, options, voice }) => {
        const own = voice === undefined ? options : { ...options, voices: { [language]: voice } }
        return targetNeeds({ to: language }, own).synthesize
      },
      preview: async (request, context) => await previewLine(request, context, await settings(), paces),
      proxy: makeProxy,
    },
    async close() {
      if (resolving) await closeAll(await resolving)
    },
  }
}

/** A line of the log, for who runs the server. */
function tooLarge({ name, expectedBytes }: ExpectedModel, budgetBytes: number) {
  const [needed, budget] = [expectedBytes, budgetBytes].map((bytes) => `${Math.round(bytes / 1e6)} MB`)
  const message =
    `A model takes ${needed}, more than all models may (${budget}), so no other stays in memory beside it. ` +
    'More memory for models (`serve --model-memory`, or `modelMemoryBytes`) saves loading them again.'
  return [{ model: basename(name) }, message] as const
}

async function closeAll({ transcribers, translators, synthesizers, diarizer }: Providers): Promise<void> {
  const providers = [...transcribers, ...translators, ...synthesizers, ...(diarizer ? [diarizer] : [])]
  await Promise.all(providers.map((provider) => provider.close?.()))
}
