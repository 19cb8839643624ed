import type { Translation, TranslationFilter } from '../translation.ts'

/** Selects the translations of a list. */
export type LiveFilter = Omit<TranslationFilter, 'after'>

/** Whether a translation is one that the server would list. */
export function matches(translation: Translation, filter: LiveFilter): boolean {
  const { status, engine, reference, text, to } = filter
  if (status?.length && !status.includes(translation.status)) return false
  if (engine !== undefined && translation.engine !== engine) return false
  if (reference !== undefined && translation.reference !== reference) return false
  if (to !== undefined && !translation.targets.some(({ language }) => language === to)) return false
  return !text || hasText(translation, text.toLowerCase())
}

function hasText({ id, reference, source }: Translation, text: string): boolean {
  return [source.name, reference, id].some((one) => one?.toLowerCase().includes(text))
}
