import type { EngineInfo } from 'video-translation-client'

/** What an engine for any language offers to choose from: widely spoken languages. */
const COMMON =
  'ar bg bn ca cs da de el en es et eu fa fi fr gl he hi hr hu id it ja ko lt lv ms nb nl pl pt pt-BR ro ru sk sl sr sv sw ta th tr uk ur vi zh'.split(
    ' ',
  )

type Languages = Pick<EngineInfo, 'languages'>

/** The languages that any of the engines translates into, and the one chosen already. */
export function targetLanguages(engines: readonly Languages[], chosen?: string): string[] {
  return named(
    engines.flatMap(({ languages }) => languages.flatMap(({ to }) => to)),
    chosen,
  )
}

/** The languages that the engine understands. */
export function sourceLanguages({ languages }: Languages): string[] {
  return named(languages.map(({ from }) => from))
}

/** The languages into which the engine translates this one. Undefined: from whichever is found. */
export function targetsFrom({ languages }: Languages, from: string | undefined): string[] {
  const fitting = languages.filter((pair) => from === undefined || pair.from === '*' || pair.from === from)
  return targetLanguages([{ languages: fitting }]).filter((tag) => tag !== from)
}

/** `*` stands for any language. */
function named(tags: readonly string[], chosen?: string): string[] {
  const all = new Set(tags.flatMap((tag) => (tag === '*' ? COMMON : [tag])))
  if (chosen) all.add(chosen)
  return [...all]
}
