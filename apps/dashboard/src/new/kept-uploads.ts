/** An upload that a reload must not lose. */
export interface KeptUpload {
  key: string
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

/** Uploads of earlier page loads. Empty where the browser forbids storage. */
export async function keptUploads(): Promise<KeptUpload[]> {
  return (await inStore('readonly', (store) => store.getAll() as IDBRequest<KeptUpload[]>)) ?? []
}

export async function keepUpload(upload: KeptUpload): Promise<void> {
  await inStore('readwrite', (store) => store.put(upload))
}

export async function forgetUpload(key: string): Promise<void> {
  await inStore('readwrite', (store) => store.delete(key))
}

async function inStore<T>(
  mode: IDBTransactionMode,
  act: (store: IDBObjectStore) => IDBRequest<T>,
): Promise<T | undefined> {
  try {
    const database = await open()
    const result = await settled(act(database.transaction(STORE, mode).objectStore(STORE)))
    database.close()
    return result
  } catch {
    return undefined
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
