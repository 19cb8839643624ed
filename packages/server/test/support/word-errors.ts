/** Word error rate: the edit distance divided by the words of the reference. */
export function wordErrors(heard: string, reference: string): number {
  const [a, b] = [plainWords(heard), plainWords(reference)]
  let row = b.map((_, index) => index + 1)
  for (const [i, word] of a.entries()) {
    let diagonal = i
    let left = i + 1
    row = row.map((above, j) => {
      left = Math.min(above + 1, left + 1, diagonal + (word === b[j] ? 0 : 1))
      diagonal = above
      return left
    })
  }
  return (row.at(-1) ?? 0) / b.length
}

function plainWords(text: string): string[] {
  const words = text.toLowerCase().replaceAll('mr.', 'mister').replaceAll('-', ' ')
  return words
    .replaceAll(/[^\p{L}\p{N} ]/gu, '')
    .split(/\s+/)
    .filter(Boolean)
}
