import type { LogFields, Logger } from 'video-translation-client'

/** Hears each answer of a vendor about a translation, also the many that tell nothing new. */
export interface VendorAnswers {
  /** For the vendor's client, whose log lines name every answer. */
  readonly logger: Logger
  /** Calls `listener` with each answer about the vendor's translation `id`, until the returned function is called. */
  listen(id: string, listener: () => void): () => void
}

export function createVendorAnswers(): VendorAnswers {
  const listeners = new Map<string, () => void>()
  const ignore = () => {}
  return {
    logger: {
      debug(message, fields) {
        if (message !== 'request answered' || Number(fields['status']) >= 400) return
        for (const id of idsOf(fields)) listeners.get(id)?.()
      },
      info: ignore,
      warn: ignore,
      error: ignore,
    },
    listen(id, listener) {
      listeners.set(id, listener)
      return () => void listeners.delete(id)
    },
  }
}

function idsOf({ translationId, translationIds }: LogFields): readonly string[] {
  if (Array.isArray(translationIds)) return translationIds as string[]
  return translationId === undefined ? [] : [translationId]
}
