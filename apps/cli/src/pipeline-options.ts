import { InvalidArgumentError, Option, type Command } from 'commander'
import { CliError } from './errors.ts'
import { readGlossaries, readWords } from './input/glossary.ts'
import { parseLanguage } from './input/languages.ts'
import { languageInName, parseNamedFile, readText, type NamedFile } from './input/text-files.ts'

/** Options of the pipeline that have names of their own on the command line. */
export interface PipelineFlags {
  only?: 'transcript' | 'subtitles'
  range?: string
  glossary?: NamedFile[]
  doNotTranslate?: string[]
  subtitles?: NamedFile[]
  voice?: Record<string, string>
  speakers?: string
  pronunciation?: NamedFile[]
  detectSpeakers?: boolean | number
  burnIn?: true | string
  stretchPicture?: boolean
  bilingual?: true | 'above' | 'below'
}

export function withPipelineFlags(command: Command): Command {
  return command
    .addOption(
      new Option(
        '--only <part>',
        'make only the transcript, or only subtitles (default: a whole video)',
      ).choices(['transcript', 'subtitles']),
    )
    .option(
      '--range <from-to>',
      'translate only this part, e.g. 0:00-1:00, for a trial; not with --subtitles (default: everything)',
    )
    .option(
      '--subtitles <[language=]file>',
      'SRT or VTT to use as the transcript, or in a target language as the translation; can be repeated',
      parseNamedFile,
    )
    .option(
      '--voice <language=name>',
      'voice of a target (es=ef_dora) or of one speaker (es:Anna=em_santa), see `voices`; can be repeated',
      parseVoice,
    )
    .option(
      '--pronunciation <[language=]file>',
      'file with a word and how the voice reads it in each line; can be repeated',
      parseNamedFile,
    )
    .option('--speakers <file>', 'RTTM or JSON file that says who speaks when (default: none)')
    .option(
      '--detect-speakers [number]',
      'tell speakers apart, and give each a voice; the number says how many there are (default: no)',
      parseSpeakerCount,
    )
    .option(
      '--burn-in [language]',
      'draw the subtitles into the picture of each target, or of this one (default: no)',
      parseLanguage,
    )
    .option(
      '--stretch-picture',
      'slow scenes by up to 12 % where the voice has too little time otherwise (default: no)',
    )
    .addOption(
      new Option(
        '--bilingual [place]',
        'also show the line of the source in the subtitles, above or below (default: no; without a place: below)',
      ).choices(['above', 'below']),
    )
    .option(
      '--glossary <[language=]file>',
      'file with a term and its translation in each line; can be repeated',
      parseNamedFile,
    )
    .option(
      '--do-not-translate <file>',
      'file with words that stay as they are, one in each line; can be repeated',
      (path, before: string[] = []) => [...before, path],
    )
}

function parseSpeakerCount(text: string): number {
  const count = Number(text)
  if (Number.isInteger(count) && count >= 1 && count <= 20) return count
  throw new InvalidArgumentError('Write how many people speak, from 1 to 20, or nothing.')
}

async function readSpeakers({ voice, speakers, detectSpeakers }: PipelineFlags) {
  return {
    ...(voice && { voices: voice }),
    ...(speakers !== undefined && { speakers: await readText(speakers) }),
    ...(detectSpeakers !== undefined && { detectSpeakers }),
  }
}

/** Parses `es=ef_dora` and `es:Anna=em_santa`. Repeating the option adds to the record. */
export function parseVoice(text: string, before: Record<string, string> = {}): Record<string, string> {
  const at = text.lastIndexOf('=')
  const [language = '', ...speaker] = text.slice(0, Math.max(0, at)).split(':')
  const voice = text.slice(at + 1)
  if (at < 0 || language === '' || voice === '')
    throw new InvalidArgumentError('Write the target and the voice like es=ef_dora, or es:Anna=em_santa.')
  const key = [parseLanguage(language), ...speaker].join(':')
  return { ...before, [key]: voice }
}

/** Reads the files, and gives all of it as options of the engine. */
export async function readPipelineFlags(
  {
    only,
    range,
    glossary = [],
    doNotTranslate = [],
    subtitles = [],
    pronunciation = [],
    bilingual,
    burnIn,
    stretchPicture,
    ...rest
  }: PipelineFlags,
  { from, to }: { from?: string | undefined; to: readonly string[] },
): Promise<Record<string, unknown>> {
  return {
    ...(only && { only }),
    ...(range !== undefined && { range }),
    ...(burnIn !== undefined && { burnIn }),
    ...(stretchPicture && { stretchPicture }),
    ...(bilingual && { bilingual: bilingual === true ? 'below' : bilingual }),
    ...(await readSpeakers(rest)),
    ...(pronunciation.length > 0 && { pronunciation: await readGlossaries(pronunciation, to) }),
    ...(glossary.length > 0 && { glossary: await readGlossaries(glossary, to) }),
    ...(doNotTranslate.length > 0 && { doNotTranslate: await readWords(doNotTranslate) }),
    ...(subtitles.length > 0 && { subtitles: await readSubtitleFiles(subtitles, from, to) }),
  }
}

/** A file in no named language is the transcript. */
async function readSubtitleFiles(
  files: readonly NamedFile[],
  from: string | undefined,
  to: readonly string[],
): Promise<Record<string, string>> {
  const texts: Record<string, string> = {}
  for (const { path, language } of files) {
    const inName = languageInName(path)
    const known = inName !== undefined && [from, ...to].includes(inName) ? inName : undefined
    const key = language ?? known ?? 'source'
    if (texts[key] !== undefined)
      throw new CliError(
        'badInput',
        `${path} is a second file of subtitles in ${key}.`,
        'Name the language: --subtitles es=FILE',
      )
    texts[key] = await readText(path)
  }
  return texts
}
