import type { Engine } from 'video-translation-server'
import { type DubFit, judgeFit } from './dub-quality.ts'
import { countErrors } from './errors.ts'
import { type Dubbed, transcribe } from './run-pipeline.ts'
import { judgeSound, type SoundQuality } from './sound-quality.ts'
import { countBrokenRules } from './subtitle-rules.ts'
import { isByCharacter } from './words.ts'

export interface DubQuality extends DubFit, SoundQuality {
  /** Subtitles that break a rule of broadcasters although there was time. */
  brokenRules: number
  /** Share of the words of the dub that are recognised. Absent: nothing recognises the language. */
  heardBack?: number
}

interface Judging {
  /** The recording that was dubbed. */
  source: string
  to: string
  /** What recognises the dub. Undefined: nothing does. */
  engine: Engine | undefined
  folder: string
}

export async function judgeDub(dubbed: Dubbed, { source, to, engine, folder }: Judging): Promise<DubQuality> {
  const { cues, srt, text } = dubbed
  const sound = await judgeSound(dubbed, source, cues)
  const heard = engine && (await transcribe(engine, dubbed.dub, folder, { from: to }).catch(() => undefined))
  const words = heard?.cues.map((cue) => cue.text).join(isByCharacter(to) ? '' : ' ')
  return {
    ...judgeFit(cues),
    ...sound,
    brokenRules: countBrokenRules(srt),
    ...(words !== undefined && { heardBack: Math.max(0, 1 - countErrors(words, text, to).rate) }),
  }
}
