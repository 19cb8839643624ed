/** The id of a heading, as repositories make it. The site makes the same, so links lead there. */
export function headingId(title: string): string {
  return title
    .toLowerCase()
    .replaceAll(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replaceAll(/[^\p{L}\p{N}\s_-]/gu, '')
    .trim()
    .replaceAll(/\s/g, '-')
}
