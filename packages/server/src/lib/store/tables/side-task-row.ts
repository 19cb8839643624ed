/** Work beside a translation, for somebody who waits for it. */
export interface SideTaskRow {
  id: string
  translation_id: string
  owner: string
  engine: string
  kind: 'preview' | 'proxy'
  needs: string
  status: 'pending' | 'running' | 'completed' | 'error'
  /** Counts the claims. */
  attempt: number
  /** Claims that count: those since somebody asked, without those that were given back. */
  tries: number
  worker: string | null
  /** Like that of a task. */
  due_at: number | null
  request: string
  result: string | null
  error: string | null
  /** Its request, and files that it made and no translation lists. */
  bytes: number
  created_at: number
}
