import type { SlowScene } from 'video-translation-client/studio'
import { resultTimeExpression } from './slow-scenes.ts'

/**
 * A bitstream filter that gives packets the times of the result, so that no picture has to be
 * encoded again. Times before the first scene stay as they are, also those that are unknown.
 */
export function slowPackets(scenes: readonly SlowScene[]): string {
  const [first] = scenes
  if (!first) return 'null'
  const moved = (time: string) => `(${resultTimeExpression(`(${time})*TB`, scenes)})/TB`
  const ofTime = (time: 'PTS' | 'DTS') => `if(lte(${time}*TB,${first.start}),${time},${moved(time)})`
  const duration = `${moved('PTS+DURATION')}-${moved('PTS')}`
  return `setts=pts='${ofTime('PTS')}':dts='${ofTime('DTS')}':duration='${duration}'`
}
