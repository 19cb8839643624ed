/** The first tokens are unknown, start and end of text. sherpa-onnx looks them up by name. */
const SPECIAL_TOKENS = 3

/**
 * `tokens.txt` of the Moonshine models, with each token's bytes in base64 and its number.
 * @param script source of `llama-tokenizer.js`, which contains the vocabulary in base64. It is
 * never run.
 */
export function moonshineTokens(script: string): string {
  const encoded = /llama_vocab_base64\s*=\s*"([A-Za-z0-9+/=]+)"/.exec(script)?.[1]
  if (encoded === undefined) throw new Error('llama-tokenizer.js contains no vocabulary.')
  return Buffer.from(encoded, 'base64')
    .toString('utf8')
    .split('\n')
    .map((token, number) => ({
      bytes: number < SPECIAL_TOKENS ? Buffer.from(token) : bytesOfToken(token),
      number,
    }))
    .filter(({ bytes }) => bytes.length > 0)
    .map(({ bytes, number }) => `${bytes.toString('base64')}\t${number}\n`)
    .join('')
}

/** A token stands for a byte, as in `<0x0A>`, or for text in which `▁` is a space. */
function bytesOfToken(token: string): Buffer {
  const byte = /^<0x([0-9A-F]{2})>$/.exec(token)?.[1]
  return byte === undefined ? Buffer.from(token.replaceAll('\u2581', ' ')) : Buffer.from(byte, 'hex')
}
