import { ApiError, type ChargedVerb, type VideoTranslationClient } from 'video-translation-client'
import { type Charge, findCharge } from 'video-translation-client/estimate'
import { agreeTo } from './input/agree.ts'

/** What a person may be asked about. */
export interface ChargedStep {
  /** The engines that would do it. */
  engines: readonly string[]
  verb: ChargedVerb
  /** Do it without a question. */
  yes: boolean | undefined
}

/**
 * Asks once before a vendor is paid. What costs nothing is not asked about.
 * @throws CliError if the person says no, or nobody can be asked
 */
export async function agreeToCharge(
  client: VideoTranslationClient,
  step: ChargedStep,
  signal: AbortSignal,
): Promise<void> {
  if (step.yes) return
  const sentences = await chargesOf(client, step, signal)
  if (sentences.length === 0) return
  await agreeTo(sentences.join(' '), signal)
}

/**
 * The engines of translations. Those that nobody has are refused when they are changed.
 * @throws if one of them cannot be read now, because nobody would be asked about its price
 */
export async function enginesOf(
  client: Pick<VideoTranslationClient, 'getMany'>,
  ids: readonly string[],
  signal: AbortSignal,
): Promise<string[]> {
  const outcomes = await client.getMany(ids, { signal })
  return outcomes.flatMap(({ translation, error }) => {
    if (translation) return translation.engine
    if (error instanceof ApiError && error.status === 404) return []
    throw error
  })
}

/** What the vendors of these engines charge, a sentence for each. */
export async function chargesOf(
  client: VideoTranslationClient,
  { engines, verb }: Pick<ChargedStep, 'engines' | 'verb'>,
  signal: AbortSignal,
): Promise<string[]> {
  const charges: Charge[] = []
  for (const engine of new Set(engines)) {
    const charge = await findCharge(client, engine, verb, { signal })
    if (charge) charges.push(charge)
  }
  return [...new Set(charges.map(describeCharge))]
}

/** Says in a sentence what a vendor charges for. */
export function describeCharge({ vendor, work }: Charge): string {
  switch (work) {
    case 'video':
      return `${vendor} charges for a new video in each language.`
    case 'dub':
      return `${vendor} charges the full price of a dub for each language.`
    case 'lines':
      return `${vendor} charges for the lines that are dubbed again.`
    default:
      return `${vendor} may charge for this.`
  }
}
