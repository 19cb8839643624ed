import type { CreateRequest } from 'video-translation-client'
import type { Draft } from './draft.ts'

/** The key of subtitles of what is said. */
export const SPOKEN = 'source'

/** What the draft asks for, without its sources. */
export function requestOf(draft: Draft): Omit<CreateRequest, 'source'> {
  const { from, to, engine, reference, review } = draft
  const options = optionsOf(draft)
  return {
    to: [...to],
    engine,
    ...(from !== undefined && { from }),
    ...(Object.keys(options).length > 0 && { options }),
    ...(reference.trim() && { reference: reference.trim() }),
    ...(review.length > 0 && { review: [...review] }),
  }
}

function optionsOf(draft: Draft): Record<string, unknown> {
  const { options, to, voices, terms, readings, keptWords, subtitles, speakers } = draft
  return {
    ...options,
    ...given('voices', chosenFor(to, voices)),
    ...given('glossary', pairsFor(to, terms)),
    ...given('pronunciation', pairsFor(to, readings)),
    ...given('doNotTranslate', linesOf(keptWords)),
    ...given('subtitles', chosenFor([SPOKEN, ...to], subtitles)),
    ...(speakers && { speakers }),
  }
}

/** What is empty is left to the engine. */
function given(name: string, value: object): Record<string, unknown> {
  return Object.keys(value).length > 0 ? { [name]: value } : {}
}

function pairsFor(to: readonly string[], texts: Record<string, string>): Record<string, object> {
  const found = Object.entries(chosenFor(to, texts)).map(([tag, text]) => [tag, termsOf(text)] as const)
  return Object.fromEntries(found.filter(([, pairs]) => Object.keys(pairs).length > 0))
}

/** The terms of a text with one in each line, such as `server = servidor`. */
export function termsOf(text: string): Record<string, string> {
  const pairs = linesOf(text).map((line) => line.split('=').map((part) => part.trim()))
  return Object.fromEntries(pairs.filter(([from, to]) => from && to).map(([from, to]) => [from, to]))
}

function linesOf(text: string): string[] {
  return text
    .split('\n')
    .map((line) => line.trim())
    .filter(Boolean)
}

/** What was chosen for a target that was taken out again does not count. */
function chosenFor(to: readonly string[], values: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(values).filter(([tag, value]) => to.includes(tag) && value))
}
