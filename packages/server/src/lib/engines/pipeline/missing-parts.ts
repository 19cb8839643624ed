import type { Stage } from 'video-translation-client'
import type { NeededPack, NeededProgram } from 'video-translation-client/estimate'
import { findPack } from '../../models/catalogue.ts'
import { downloadBytes } from '../../models/packs.ts'
import type { Choice } from './providers/choose.ts'
import type { PlannedStep } from './plan-steps.ts'

/** What runs the Whisper packs. Its size is that on the disk with what it depends on. */
const RUNTIME: NeededProgram = { name: 'transformers.js', licence: 'Apache-2.0', diskBytes: 475e6 }

/** The packs and programs that the steps lack, each once. */
export function missingParts(planned: readonly PlannedStep[]): {
  packs: NeededPack[]
  programs: NeededProgram[]
} {
  const needed = planned.flatMap(packsOf)
  // A pack that one step requires is required, even if another step can do without it.
  const inOrder = [...needed.filter(({ required }) => required), ...needed]
  const names = new Set(needed.map(({ name }) => name))
  const lacksRuntime = planned.some(({ choice }) => choice && 'failure' in choice && choice.failure.runtime)
  return {
    packs: [...names].map((name) => inOrder.find((pack) => pack.name === name) as NeededPack),
    programs: lacksRuntime ? [RUNTIME] : [],
  }
}

function packsOf({ step: { stage }, choice, others = [] }: PlannedStep): NeededPack[] {
  return [...(choice ? [choice] : []), ...others].flatMap((each) => packsOfChoice(each, stage))
}

function packsOfChoice(choice: Choice<unknown>, stage: Stage): NeededPack[] {
  const required = 'failure' in choice
  const names = ('failure' in choice ? choice.failure.packs : choice.betterPacks) ?? []
  return names.flatMap((name) => {
    const pack = findPack(name)
    if (pack === undefined) return []
    const { description, licence, licenceUrl } = pack
    return [{ name, description, licence, licenceUrl, downloadBytes: downloadBytes(pack), stage, required }]
  })
}
