const SUFFIX = '-translated'
/** What file systems allow, in bytes, less the suffix and a number behind it. */
const STEM_BYTES = 255 - SUFFIX.length - '-9999'.length

/** What Windows refuses in a name, and what no name should have: control characters. */
// oxlint-disable-next-line no-control-regex -- these are what must not get through
const FORBIDDEN = /[<>:"/\\|?*\u0000-\u001f\u007f]/g

/**
 * Where results go that nobody chose a folder for: the source's name and `-translated`, as a name that every file system
 * takes. A name that begins with a dash would be an option to most programs, so the dash goes.
 */
export function folderName(stem: string): string {
  const name = stem.replace(FORBIDDEN, '_').replace(/^[-\s]+/, '')
  return `${cutToBytes(name, STEM_BYTES).trim() || 'video'}${SUFFIX}`
}

/** Cuts between the characters that a person sees: half a character is no valid name on some systems. */
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
