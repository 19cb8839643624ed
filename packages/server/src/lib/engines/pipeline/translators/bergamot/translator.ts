import { EngineError } from '../../../../engine-error.ts'
import { bergamotPacks, bergamotPacksFor } from '../../../../models/bergamot.ts'
import { isInstalled } from '../../../../models/installed.ts'
import type { LanguagePair, Pack } from '../../../../models/pack.ts'
import { childFile, createInferenceHost } from '../../inference/host.ts'
import { identityOfPacks, missingPacks } from '../../inference/packs-needed.ts'
import type { Translator } from '../../providers/providers.ts'
import { translateLines, type TranslationHost } from './translate-lines.ts'
import type { ModelOptions } from '../../inference/model-options.ts'

/** Raise it when the same model and text would give another translation. */
const VERSION = 1

/**
 * Translates with Bergamot, the neural translator of Firefox: offline, with one model pack for each
 * direction. A pair without a model of its own goes through English.
 */
export function createBergamotTranslator({ cacheFolder, memory }: ModelOptions = {}): Translator {
  const host: TranslationHost = createInferenceHost(childFile('./bergamot-child', import.meta.url), {
    memory,
  })
  return {
    name: 'bergamot',
    async identity({ from, to = '' } = { from: '' }) {
      return `bergamot ${VERSION} ${identityOfPacks(namesOf(bergamotPacksFor({ from, to }) ?? []))}`
    },
    async missing({ from, to = '' }) {
      const packs = bergamotPacksFor({ from, to })
      return packs ? missingPacks(namesOf(packs), cacheFolder) : unsupportedPair({ from, to })
    },
    pairs: async () => pairsOf(await installedPairs(cacheFolder)),
    async translate(lines, options) {
      const packs = bergamotPacksFor(options)
      if (!packs) throw new EngineError('unsupported_language_pair', unsupportedPair(options).message)
      return await translateLines(lines, options, { packs, cacheFolder, host })
    },
    close: () => host.close(),
  }
}

function namesOf(packs: readonly Pack[]): string[] {
  return packs.map(({ name }) => name)
}

function unsupportedPair({ from, to }: LanguagePair) {
  const message = `Bergamot has no model from ${from} to ${to}.`
  return { code: 'unsupported_language_pair', message }
}

async function installedPairs(cacheFolder?: string): Promise<LanguagePair[]> {
  const packs = bergamotPacks()
  const installed = await Promise.all(packs.map((pack) => isInstalled(pack, cacheFolder)))
  return packs.flatMap(({ pair }, at) => (pair && installed[at] ? [pair] : []))
}

/** The installed pairs, and those that two of them make through English. */
function pairsOf(installed: readonly LanguagePair[]): { from: string; to: string[] }[] {
  const fromEnglish = installed.filter(({ from }) => from === 'en').map(({ to }) => to)
  const direct = Map.groupBy(installed, ({ from }) => from)
  return [...direct].map(([from, pairs]) => {
    const to = pairs.map((pair) => pair.to)
    const pivoted = to.includes('en') ? fromEnglish.filter((tag) => tag !== from) : []
    return { from, to: [...to, ...pivoted] }
  })
}
