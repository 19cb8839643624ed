import { createHash } from 'node:crypto'
import { readdirSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { promisify } from 'node:util'
import { gzip } from 'node:zlib'

/** A built file, ready to send. */
export interface SiteFile {
  bytes: Uint8Array
  /** Absent where compression gains nothing. */
  gzipped: Uint8Array | undefined
  /** By Brotli, which is smaller still, but takes so long that it was done when it was built. */
  brotli?: Uint8Array | undefined
  etag: string
  mediaType: string
  /** Whether the name has a hash of the content, so that it never changes. */
  isHashed: boolean
}

const FOLDER = join(import.meta.dirname, '..', '..', 'site')

const MEDIA_TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.txt': 'text/plain; charset=utf-8',
  '.md': 'text/plain; charset=utf-8',
}

const files = new Map<string, Promise<SiteFile>>()
let names: ReadonlySet<string> | undefined

/** Reads a file once. A path can name only what was built, so it cannot lead out of the folder. */
export async function readSiteFile(path: string): Promise<SiteFile | undefined> {
  // A clone may be built while the server runs.
  if (!names?.size) names = listFiles()
  if (!names.has(path)) return undefined
  const file = files.get(path) ?? load(path)
  files.set(path, file)
  return await file
}

/** The paths of all files, with forward slashes. Empty if nothing was built. */
function listFiles(): Set<string> {
  try {
    const entries = readdirSync(FOLDER, { recursive: true, withFileTypes: true })
    const found = entries.filter((entry) => entry.isFile() && extname(entry.name) in MEDIA_TYPES)
    return new Set(
      found.map(({ parentPath, name }) => join(parentPath, name).slice(FOLDER.length).replaceAll('\\', '/')),
    )
  } catch {
    return new Set()
  }
}

async function load(path: string): Promise<SiteFile> {
  const bytes = await readFile(join(FOLDER, path))
  return {
    bytes,
    gzipped: await gzipFile(bytes),
    brotli: await readFile(join(FOLDER, `${path}.br`)).catch(() => undefined),
    etag: `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`,
    mediaType: MEDIA_TYPES[extname(path)] ?? 'application/octet-stream',
    isHashed: path.startsWith('/assets/'),
  }
}

/** Undefined where compression gains nothing. */
export async function gzipFile(bytes: Uint8Array): Promise<Uint8Array | undefined> {
  const zipped = await promisify(gzip)(bytes, { level: 9 })
  return zipped.byteLength < bytes.byteLength * 0.9 ? zipped : undefined
}
