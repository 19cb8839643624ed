import type { CreateRequest } from 'video-translation-client'
import type { Draft } from './draft.ts'

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

function optionsOf({ options, to, voices, terms, keptWords }: Draft): Record<string, unknown> {
  const chosen = chosenFor(to, voices)
  const glossary = Object.fromEntries(
    Object.entries(chosenFor(to, terms))
      .map(([tag, text]) => [tag, termsOf(text)] as const)
      .filter(([, found]) => Object.keys(found).length > 0),
  )
  const kept = linesOf(keptWords)
  return {
    ...options,
    ...(Object.keys(chosen).length > 0 && { voices: chosen }),
    ...(Object.keys(glossary).length > 0 && { glossary }),
    ...(kept.length > 0 && { doNotTranslate: kept }),
  }
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
