/** A request to the translation process. */
export interface TranslateRequest {
  operation: 'translate'
  model: ModelFiles
  sentences: string[]
}

/** Paths of one model's files. */
export interface ModelFiles {
  model: string
  /** Likely translations of each word, which make the model faster. */
  shortlist: string
  /** One vocabulary for both languages, or the source's and then the target's. */
  vocabularies: string[]
}

export interface TranslationAnswers {
  /** One translation for each sentence, in the same order. */
  translate: { sentences: string[] }
}
