import type { SourceInfo } from 'video-translation-client'

/** What an engine found out about a source. */
export type SourceFacts = Omit<SourceInfo, 'url' | 'upload'>
