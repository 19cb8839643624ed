/** Cuts a text between two words, near a fraction of its length. A single word stays whole. */
export function cutText(text: string, fraction: number): [string, string] {
  const wanted = text.length * fraction
  const cuts = [...text.matchAll(/\s+/g)].map(({ index }) => index)
  const spaced = cuts.length > 0 ? cuts : wordStarts(text)
  const nearest = spaced.toSorted((one, other) => Math.abs(one - wanted) - Math.abs(other - wanted))[0]
  if (nearest === undefined) return [text, '']
  return [text.slice(0, nearest).trim(), text.slice(nearest).trim()]
}

/** For languages without spaces. */
function wordStarts(text: string): number[] {
  const segments = new Intl.Segmenter(undefined, { granularity: 'word' }).segment(text)
  return [...segments].map(({ index }) => index).filter((index) => index > 0)
}
