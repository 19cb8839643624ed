import type { Stage } from 'video-translation-client'
import type { PlannedStep } from './plan-steps.ts'

/** Seconds of work for a second of the source, by the usual provider on two cores. */
const USUAL: Record<Stage, number> = {
  prepare: 0.01,
  transcribe: 0.08,
  translate: 0.02,
  synthesize: 0.5,
  render: 0.05,
}

/** Seconds that the steps take one after the other. */
export async function expectSeconds(seconds: number, planned: readonly PlannedStep[]): Promise<number> {
  const paces = await Promise.all(planned.map(paceOf))
  // Each dub is mixed into a video of its own.
  const renders = planned.filter(({ step }) => step.stage === 'synthesize').length
  const sum = USUAL.prepare + renders * USUAL.render + paces.reduce((all, pace) => all + pace, 0)
  return Math.ceil(seconds * sum)
}

async function paceOf({ step, choice }: PlannedStep): Promise<number> {
  const measured = choice && 'provider' in choice ? await choice.provider.pace?.() : undefined
  return measured ?? USUAL[step.stage]
}
