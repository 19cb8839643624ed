import type { ChargedVerb } from 'video-translation-client'
import { chargeAmong } from 'video-translation-client/estimate'
import { useEngines } from '../session/engines.ts'
import { useWords } from '../words/words.ts'

/** The vendor that charges for a verb, and a sentence that says what for. Undefined: it is free. */
export function useCharge(
  engine: string,
  verb: ChargedVerb,
): { vendor: string; sentence: string } | undefined {
  const { t } = useWords()
  const { data: engines = [] } = useEngines()
  const charge = chargeAmong(engines, engine, verb)
  if (!charge) return undefined
  const { vendor, work = 'unknown' } = charge
  return { vendor, sentence: t(`charge.${work}`, { vendor }) }
}
