export {
  generateProofread,
  type GenerateOptions,
  type HeygenGenerateOptions,
} from '../lib/protocols/heygen/generate.ts'
export { heygen, type HeygenOptions } from '../lib/protocols/heygen/heygen.ts'
export type { HeygenRequest, HeygenUpload } from '../lib/protocols/heygen/request.ts'
export { HEYGEN_WORDS } from '../lib/protocols/heygen/words.ts'
export type { HeygenFile, HeygenTranslationOptions } from '../lib/protocols/heygen/options.ts'
