/** An upload that a reload must not lose. */
export interface KeptUpload {
  key: string
  /** It belongs to one key of the server: `ownerOf`. */
  owner: string
  name: string
  bytes: number
  /** Tells whether a file that is chosen again is the same one. */
  lastModified: number
  /** The server's id, once it has one. */
  uploadId?: string | undefined
  isComplete: boolean
  /** Kept for small files. A larger one has to be chosen again after a reload. */
  file?: File | undefined
}

/** The browser copies a kept file to its own disk space, so large ones are not kept. */
export const KEPT_FILE_BYTES = 256 * 2 ** 20

const DATABASE = 'video-translation'
const STORE = 'uploads'

/** The kept uploads of one person. Nothing is kept where the browser forbids storage. */
export interface KeptUploads {
  /** Those of earlier page loads and of other tabs. */
  all(): Promise<KeptUpload[]>
  keep(upload: Omit<KeptUpload, 'owner'>): Promise<void>
  forget(key: string): Promise<void>
  /** Resolves when this tab alone has the upload. */
  hold(key: string): Promise<void>
}

/** Several people may use one browser: nobody gets the files of another. */
export function keptUploads(owner: Promise<string | undefined>): KeptUploads {
  return {
    async all() {
      const mine = await owner
      const kept = await inStore('readonly', (store) => store.getAll() as IDBRequest<KeptUpload[]>)
      return (kept ?? []).filter((upload) => mine !== undefined && upload.owner === mine)
    },
    async keep(upload) {
      const mine = await owner
      if (mine !== undefined) await inStore('readwrite', (store) => store.put({ ...upload, owner: mine }))
    },
    forget,
    hold,
  }
}

/** At sign-out the files leave the browser. */
export async function forgetUploads(owner: Promise<string | undefined>): Promise<void> {
  const kept = await keptUploads(owner).all()
  await Promise.all(kept.map(({ key }) => forget(key)))
}

/**
 * A short hash, so that the key cannot be read from it. Undefined where the browser cannot make
 * one (it is asked over plain HTTP), so that nothing is kept there.
 */
export async function ownerOf(apiKey: string | undefined): Promise<string | undefined> {
  if (apiKey === undefined) return 'everybody'
  const { subtle } = crypto as Partial<Crypto>
  const hash = await subtle?.digest('SHA-256', new TextEncoder().encode(apiKey))
  return hash && [...new Uint8Array(hash, 0, 8)].join('.')
}

async function forget(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key))
}

/** Until the page is left. Two tabs would upload the same file, and delete it for each other. */
function hold(key: string): Promise<void> {
  const { locks } = navigator as Partial<Navigator>
  if (!locks) return Promise.resolve()
  return new Promise((resolve) => {
    const held = () => {
      resolve()
      return new Promise<never>(() => {})
    }
    locks.request(`video-translation.upload.${key}`, held).catch(() => resolve())
  })
}

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  let database: IDBDatabase | undefined
  try {
    database = await open()
    return await settled(act(database.transaction(STORE, mode).objectStore(STORE)))
  } catch {
    return undefined
  } finally {
    database?.close()
  }
}

function open(): Promise<IDBDatabase> {
  const opening = indexedDB.open(DATABASE, 1)
  opening.addEventListener('upgradeneeded', () => opening.result.createObjectStore(STORE, { keyPath: 'key' }))
  return settled(opening)
}

function settled<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.addEventListener('success', () => resolve(request.result))
    const failure = () => request.error ?? new Error('The database of the browser failed.')
    request.addEventListener('error', () => reject(failure()))
  })
}
