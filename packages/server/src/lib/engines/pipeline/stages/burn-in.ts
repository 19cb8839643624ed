import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Warning } from 'video-translation-client'
import { missingCharacters } from '../../../media/burn-in/fonts.ts'
import type { BurnIn } from '../../../media/burnt-picture.ts'
import { burnInFonts } from '../../../media/burn-in/requirements.ts'
import { type AssOptions, toAss } from '../../../media/subtitles/ass.ts'
import type { Caption } from '../../../media/subtitles/captions.ts'

export interface PreparedBurnIn {
  burnIn?: BurnIn
  warnings: Warning[]
}

/** Writes the subtitles to burn in, with fonts of this machine. */
export async function prepareBurnIn(
  captions: readonly Caption[],
  options: AssOptions,
  scratch: string,
): Promise<PreparedBurnIn> {
  if (options.picture === undefined) return { warnings: [NO_PICTURE] }
  const { families, all } = await burnInFonts(options.languages)
  const ass = join(scratch, 'burn-in.ass')
  await writeFile(ass, toAss(captions, { ...options, fonts: families }))
  const texts = captions.flatMap(({ text, original = '' }) => [text, original])
  return { burnIn: { ass }, warnings: warningsOf(missingCharacters(texts, all)) }
}

const NO_PICTURE: Warning = {
  code: 'not_burnt_in',
  message: 'The source has no picture, so no subtitles are burnt in.',
}

const MAX_LISTED = 10

function warningsOf(missing: readonly string[]): Warning[] {
  if (missing.length === 0) return []
  const shown = missing.slice(0, MAX_LISTED).join(' ')
  const advice = 'Install a font that has them, for emoji e.g. fonts-symbola.'
  const message = `No font on this machine has these characters, which are burnt in as boxes: ${shown}. ${advice}`
  return [{ code: 'characters_missing', message }]
}
