import type { ChargedVerb } from 'video-translation-client'
import { chargeAmong } from 'video-translation-client/estimate'
import { useEngines } from '../session/engines.ts'
import { useWords } from '../words/words.ts'

/** The vendors that charge for something, and what for. */
export interface ChargeWords {
  vendors: string
  sentences: string
}

/** Says who charges for a verb with these engines. Undefined: it is free. */
export function useCharge(): (used: readonly string[], verb: ChargedVerb) => ChargeWords | undefined {
  const { t } = useWords()
  const { data: engines = [] } = useEngines()
  return (used, verb) => {
    const charges = [...new Set(used)].flatMap((engine) => chargeAmong(engines, engine, verb) ?? [])
    if (charges.length === 0) return undefined
    const sentences = charges.map(({ vendor, work }) => t(`charge.${work ?? 'unknown'}`, { vendor }))
    return {
      vendors: [...new Set(charges.map(({ vendor }) => vendor))].join(', '),
      sentences: [...new Set(sentences)].join(' '),
    }
  }
}
