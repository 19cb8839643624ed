import { isUrl } from '../../input/source.ts'

const MOST_CHARACTERS = 100

/**
 * Names a source in a question to a person: its host and the last part of its path, quoted. The
 * assistant chose the source, so its whole text could pass as a part of the question.
 */
export function shortSource(source: string): string {
  const host = isUrl(source) ? (URL.parse(source)?.host ?? '') : ''
  const path = host ? (URL.parse(source)?.pathname ?? '') : source
  const name = path.split(/[\\/]/).findLast((part) => part !== '') ?? ''
  const shown = [host, name].filter((part) => part !== '').join('/.../')
  const plain = shown.replaceAll(/[\p{C}\p{Z}"]+/gu, ' ').trim()
  return `"${plain.length > MOST_CHARACTERS ? `${plain.slice(0, MOST_CHARACTERS - 1)}…` : plain}"`
}
