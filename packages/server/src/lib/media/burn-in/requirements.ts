import type { Failure } from 'video-translation-client'
import { findMissingCapabilities } from '../capabilities.ts'
import { findMediaTools } from '../tools.ts'
import { type Font, fontFor, type ListFonts, listFonts } from './fonts.ts'
import { scriptNeedOf } from './script-fonts.ts'

const CODE = 'burn_in_unavailable'

/** What ffmpeg needs for it: a filter with libass, and the encoder of the new picture. */
const NEEDED = { filters: ['ass', 'format', 'pad'], encoders: ['libx264'] }

/** Reason why subtitles in these languages cannot be burnt in here, with what to install. */
export async function findBurnInProblem(
  languages: readonly string[],
  fonts: ListFonts = listFonts,
): Promise<Failure | undefined> {
  const lacking = await findLacking((await findMediaTools()).ffmpeg)
  if (lacking.length > 0) {
    const advice = 'Install a full ffmpeg (on Debian: apt-get install ffmpeg) or set FFMPEG_PATH.'
    return { code: CODE, message: `Burning in needs ${lacking.join(' and ')}, which ffmpeg lacks. ${advice}` }
  }
  for (const language of languages) {
    const problem = await findFontProblem(language, fonts)
    if (problem !== undefined) return { code: CODE, message: problem }
  }
  return undefined
}

/** What was found. To look for it with each request would take a process for each language. */
const capableTools = new Set<string>()
const languagesWithFont = new WeakMap<ListFonts, Set<string>>()

async function findLacking(ffmpeg: string): Promise<string[]> {
  if (capableTools.has(ffmpeg)) return []
  const lacking = await findMissingCapabilities(ffmpeg, NEEDED)
  if (lacking.length === 0) capableTools.add(ffmpeg)
  return lacking
}

async function findFontProblem(language: string, fonts: ListFonts): Promise<string | undefined> {
  const known = languagesWithFont.get(fonts) ?? new Set<string>()
  if (known.has(language)) return undefined
  const found = await fonts(language).catch((): undefined => undefined)
  if (found === undefined)
    return 'Burning in needs fontconfig (fc-match), which was not found. On Debian: apt-get install fontconfig'
  if (fontFor(language, found) === undefined) return lacksFont(language)
  languagesWithFont.set(fonts, known.add(language))
  return undefined
}

function lacksFont(language: string): string {
  const { name, debianPackage } = scriptNeedOf(language)
  return (
    `No font on this machine has the letters of ${name}, which burning in needs. ` +
    `On Debian: apt-get install ${debianPackage}. Any other font in ~/.local/share/fonts works too.`
  )
}

/** The fonts that draw the subtitles, once it is known that there are some. */
export async function burnInFonts({
  text,
  original,
}: {
  text: string
  original: string
}): Promise<{ families: { text: string; original: string }; all: Font[] }> {
  const [own, other] = [await listFonts(text), await listFonts(original)]
  const families = {
    text: fontFor(text, own) ?? 'sans-serif',
    original: fontFor(original, other) ?? 'sans-serif',
  }
  return { families, all: [...own, ...other] }
}
