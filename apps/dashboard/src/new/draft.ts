/** What the form holds before it is sent. */
export interface Draft {
  url: string
  /** Undefined: the engine finds it out. */
  from: string | undefined
  to: readonly string[]
  engine: string
  options: Record<string, unknown>
  reference: string
}

export const NEW_DRAFT: Draft = { url: '', from: undefined, to: [], engine: '', options: {}, reference: '' }
