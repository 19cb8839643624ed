/**
 * Links of a document for the site. What is not in `docs/` is only in the repository, so its path
 * becomes text.
 * @param path of the document in `docs/`
 */
export function siteLinks(page: string, path: string): string {
  const depth = path.split('/').length - 1
  // The builder takes a path without a dot for the name of a package.
  const pictures = page.replaceAll(/src="(?=\w+\/)/g, 'src="./')
  return pictures.replaceAll(
    /(!?)\[([^\]]*)\]\(([^)\s]+)\)/g,
    (whole, image: string, label: string, link: string) => {
      if (/^(?:[a-z]+:|#)/i.test(link)) return whole
      if (leavesDocs(link, depth) || link.startsWith('decisions') || link.includes('/decisions/'))
        return image ? '' : codeOf(label, link)
      return `${image}[${label}](${sitePath(link)})`
    },
  )
}

/** A folder of the site shows its `index`. */
export function sitePath(path: string): string {
  return path.replace(/README\.md(?=#|$)/, 'index.md')
}

function leavesDocs(link: string, depth: number): boolean {
  const ups = link.match(/^(?:\.\.\/)+/)?.[0].length ?? 0
  return ups / 3 > depth || !/\.(?:md|svg|jpg|png)(?:#|$)/.test(link)
}

function codeOf(label: string, link: string): string {
  const target = link.replace(/^(?:\.\.\/)+/, '')
  return label.replaceAll('`', '') === target ? `\`${target}\`` : `${label} (\`${target}\`)`
}
