import { createHmac } from 'node:crypto'

/** The secret that signs for a receiver whose creator named none. */
export type SecretFor = (owner: string, url: string) => string

/**
 * Each pair of key and receiver has its own secret, always the same: a receiver can verify what it gets before it reads it,
 * and nobody can send to one receiver what was signed for another. It follows from the secret of the data folder, so
 * nothing is stored.
 */
export function createReceiverSecrets(serverSecret: string): SecretFor {
  return (owner, url) => {
    const text = JSON.stringify(['webhook', owner, url])
    return `whsec_${createHmac('sha256', serverSecret).update(text).digest('base64')}`
  }
}
