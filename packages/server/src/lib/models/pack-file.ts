/** One file of a pack, pinned by hash. */
export interface PackFile {
  /** Path in the pack's folder, with `/`. */
  path: string
  bytes: number
  /** In hex. A source with another content counts as unavailable. */
  sha256?: string
  /** The same, where the authors publish no better hash. One of both is there. */
  md5?: string
  /** Pin of the content of a compressed file. */
  unpacked?: { bytes: number; sha256: string }
  /** Sources of the file, tried in this order. */
  sources: Source[]
}

/** The hash that pins a file, in hex. */
export function pinOf({ path, sha256, md5 }: Pick<PackFile, 'path' | 'sha256' | 'md5'>): Pin {
  if (sha256 !== undefined) return { algorithm: 'sha256', hex: sha256 }
  if (md5 !== undefined) return { algorithm: 'md5', hex: md5 }
  throw new Error(`${path} has no pin.`)
}

export interface Pin {
  algorithm: 'sha256' | 'md5'
  hex: string
}

export type Source = TarballSource | UrlSource

/** A member of a package's tarball. */
export interface TarballSource {
  tarball: Tarball
  /** Path inside the package. */
  member: string
}

/** A URL on the model's own site. */
export interface UrlSource {
  url: string
  /** The file is a part of the URL's content and starts at this byte. */
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

/**
 * Reads a table of rows `sha256 bytes path [member]`.
 * @param tarball source of all the files
 * @param urlOf second source of a file, if it has one
 */
export function filesOf(
  tarball: Tarball,
  table: string,
  urlOf?: (path: string) => UrlSource | undefined,
): PackFile[] {
  return table
    .trim()
    .split('\n')
    .map((row) => {
      const [sha256 = '', bytes, path = '', member = path] = row.trim().split(/\s+/)
      const urlSource = urlOf?.(path)
      const sources: Source[] = [{ tarball, member }, ...(urlSource === undefined ? [] : [urlSource])]
      return { path, bytes: Number(bytes), sha256, sources }
    })
}
