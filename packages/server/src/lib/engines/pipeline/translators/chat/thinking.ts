const TAG = 'think|thinking|thought|thoughts|reasoning|reflection|scratchpad'
/** `<think>`, `[THINK]` and their kind. */
const OPENING = new RegExp(`[<[](?:${TAG})[>\\]]`, 'i')
const CLOSING = new RegExp(`[<[]/(?:${TAG})[>\\]]`, 'gi')
/** Models with channels write their answer after the last of these marks. */
const FINAL_CHANNEL = '<|channel|>final<|message|>'

/**
 * The answer of a model that thinks aloud: what stands after its last thought. A thought that never
 * ends has no answer after it, because a draft is not an answer.
 */
export function withoutThinking(content: string): string {
  const channel = content.lastIndexOf(FINAL_CHANNEL)
  const said = channel < 0 ? content : content.slice(channel + FINAL_CHANNEL.length)
  const end = [...said.matchAll(CLOSING)].at(-1)
  const answer = end === undefined ? said : said.slice(end.index + end[0].length)
  return OPENING.test(answer) ? '' : answer
}
