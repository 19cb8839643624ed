/** A file of text is larger only by mistake. */
const MOST_BYTES = 5 * 2 ** 20

/** What a chosen file has, or why that is not known. Neither: no file is chosen. */
export interface ReadText {
  text?: string
  problem?: 'new.textTooLarge' | 'new.textUnreadable'
}

export async function readText(file: Pick<File, 'size' | 'text'> | undefined): Promise<ReadText> {
  if (file === undefined) return {}
  if (file.size > MOST_BYTES) return { problem: 'new.textTooLarge' }
  try {
    return { text: await file.text() }
  } catch {
    return { problem: 'new.textUnreadable' }
  }
}
