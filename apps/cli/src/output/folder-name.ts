const SUFFIX = '-translated'
/** The longest file name, in bytes, less the suffix and a number behind it. */
const STEM_BYTES = 255 - SUFFIX.length - '-9999'.length

/** Characters that Windows refuses in a name, and control characters. */
// oxlint-disable-next-line no-control-regex -- they must be replaced
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]/g

/**
 * The default folder for results: the source's name and `-translated`, valid on every file system.
 * A leading dash is removed, because most programs would take the name for an option.
 */
export function folderName(stem: string): string {
  const name = stem.replace(FORBIDDEN, '_').replace(/^[-\s]+/, '')
  return `${cutToBytes(name, STEM_BYTES).trim() || 'video'}${SUFFIX}`
}

/** Cuts between visible characters, because some systems refuse a name with half a character. */
function cutToBytes(text: string, most: number): string {
  let bytes = 0
  let cut = ''
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    bytes += Buffer.byteLength(segment)
    if (bytes > most) return cut
    cut += segment
  }
  return cut
}
