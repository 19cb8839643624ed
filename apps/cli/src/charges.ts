import type { ChargedVerb, VideoTranslationClient } from 'video-translation-client'
import { type Charge, findCharge } from 'video-translation-client/estimate'
import { CliError } from './errors.ts'
import { askPerson } from './input/ask-person.ts'

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
  const price = sentences.join(' ')
  if (/^y/i.test((await askPerson(`${price} Go on? [y/N] `, signal)) ?? '')) return
  throw new CliError('badInput', `${price} Nothing was done.`, 'Add --yes to do it without a question.')
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
