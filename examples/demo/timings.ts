import type { Translation, TranslationEvent } from 'video-translation-client'

/** Describes how long each stage took, and the total beside the clip's length. */
export function describeTimings(
  { source, finishedAt, startedAt }: Translation,
  events: TranslationEvent[],
): string[] {
  const stages = stageSeconds(events, finishedAt)
  const total = secondsBetween(startedAt, finishedAt)
  const length = source.durationSeconds
  const ratio = length ? `, ${(total / length).toFixed(2)} x the clip's ${length.toFixed(1)} s` : ''
  return [
    ...stages.map(([stage, seconds]) => `  ${stage.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`),
    `  ${'total'.padEnd(10)} ${total.toFixed(1).padStart(6)} s${ratio}`,
  ]
}

/** The seconds of each stage, from its event to the next one, for a translation with one target. */
export function stageSeconds(
  events: TranslationEvent[],
  finishedAt: string | undefined,
): [stage: string, seconds: number][] {
  const starts = events.filter(({ type, stage }) => type === 'stage' && stage)
  return starts.map(({ stage = '', at }, index) => [
    stage,
    secondsBetween(at, starts[index + 1]?.at ?? finishedAt),
  ])
}

function secondsBetween(from: string | undefined, to: string | undefined): number {
  return from && to ? (Date.parse(to) - Date.parse(from)) / 1000 : 0
}
