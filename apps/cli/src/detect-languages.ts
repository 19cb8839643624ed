import { basename } from 'node:path'
import type { Context } from './run-command.ts'

/** Detects and shows the languages of files. Empty if Whisper is missing. */
export async function detectLanguages(
  { output, interrupt: { signal } }: Pick<Context<unknown>, 'output' | 'interrupt'>,
  files: readonly string[],
): Promise<string[]> {
  if (files.length === 0) return []
  const { detectLanguage } = await import('video-translation-server')
  const found = new Map<string, number>()
  for (const file of files) {
    output.progress.step(`detecting the language of ${basename(file)}`)
    const heard = await detectLanguage(file, { signal }).catch(() => undefined)
    signal.throwIfAborted()
    if (heard) found.set(heard.language, heard.confidence)
  }
  output.progress.done()
  for (const [language, confidence] of found)
    output.progress.note(`The speech is in ${nameOf(language)} (confidence ${confidence.toFixed(2)}).`)
  return [...found.keys()]
}

const NAMES = new Intl.DisplayNames('en', { type: 'language' })

function nameOf(tag: string): string {
  return `${NAMES.of(tag) ?? tag} (${tag})`
}
