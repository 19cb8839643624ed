const LONGEST = 6
/** Recall counts twice as much as precision. */
const BETA = 2

/**
 * chrF2 (Popović 2015): how much two texts share of their sequences of one to six characters,
 * without spaces. From 0 to 100.
 */
export function chrF(text: string, reference: string): number {
  let [precision, recall] = [0, 0]
  for (let length = 1; length <= LONGEST; length++) {
    const [a, b] = [sequences(text, length), sequences(reference, length)]
    const shared = [...a].reduce((sum, [key, count]) => sum + Math.min(count, b.get(key) ?? 0), 0)
    precision += shared / Math.max(1, total(a)) / LONGEST
    recall += shared / Math.max(1, total(b)) / LONGEST
  }
  const score = ((1 + BETA ** 2) * precision * recall) / (BETA ** 2 * precision + recall)
  return Number.isNaN(score) ? 0 : 100 * score
}

function sequences(text: string, length: number): Map<string, number> {
  const characters = [...text.replaceAll(/\s/g, '')]
  const counts = new Map<string, number>()
  for (let at = 0; at + length <= characters.length; at++) {
    const key = characters.slice(at, at + length).join('')
    counts.set(key, (counts.get(key) ?? 0) + 1)
  }
  return counts
}

function total(counts: ReadonlyMap<string, number>): number {
  return [...counts.values()].reduce((sum, count) => sum + count, 0)
}
