import { headingId } from '../site/heading-id.ts'

export interface Sample {
  language: string
  /** Without the indents of the list that it stands in. */
  code: string
  /** Where it begins, from 1. */
  line: number
  /** What the page says to the tests, in a comment before the sample: `<!-- not run: why -->`. */
  note: string
}

/** The blocks of code of a page. */
export function samplesOf(page: string): Sample[] {
  const blocks = page.matchAll(/(?:^ *<!-- (not [^\n]*?) -->\n\s*)?^( *)```(\w+)\n(.*?)^\2```$/gms)
  return [...blocks].map(({ 1: note = '', 2: indent = '', 3: language = '', 4: code = '', index }) => ({
    language,
    code: code.replaceAll(new RegExp(`^${indent}`, 'gm'), ''),
    line: page.slice(0, index).split('\n').length,
    note,
  }))
}

/** The relative links of a page, outside of code. */
export function linksOf(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, '').replaceAll(/`[^`\n]*`/g, '')
  const links = [...prose.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link)
  return links.filter((link) => !/^[a-z]+:/i.test(link))
}

/** The ids that the headings of a page get. */
export function headingIds(page: string): string[] {
  const prose = page.replaceAll(/^```.*?^```$/gms, '')
  const ids: string[] = []
  for (const [, title = ''] of prose.matchAll(/^#{1,6} (.+)$/gm)) {
    const id = headingId(title)
    const before = ids.filter((other) => other === id || other.startsWith(`${id}-`)).length
    ids.push(ids.includes(id) ? `${id}-${before}` : id)
  }
  return ids
}
