export { readPeaks, type PeaksOptions } from './lib/studio/peaks.ts'
