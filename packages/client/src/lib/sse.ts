/**
 * Reads server-sent events until the body ends. Only the fields `event` and `data` are used.
 * `onData` is called for everything received, comments included.
 */
export async function readEvents(
  body: ReadableStream<Uint8Array>,
  onData: () => void,
  onEvent: (event: string, data: string) => void,
): Promise<void> {
  const decoder = new TextDecoder()
  const reader = body.getReader()
  let text = ''
  let event = ''
  let data = ''
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    onData()
    text += decoder.decode(part.value, { stream: true })
    // A CR at the end may be the first half of a CRLF, so it waits for the next part.
    const lines = text.split(/\r\n|\n|\r(?!$)/)
    text = lines.pop() as string
    for (const line of lines) {
      const [, field, value = ''] = /^([^:]*):? ?(.*)$/s.exec(line) as RegExpExecArray
      if (field === 'event') event = value
      if (field === 'data') data += `\n${value}`
      if (line) continue
      if (data) onEvent(event, data.slice(1))
      event = data = ''
    }
  }
}
