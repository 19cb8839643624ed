export { readPeaks, type PeaksOptions } from './lib/studio/peaks.ts'
export { cueAudio, type CueAudioOptions, preview, readClip, sourceProxy } from './lib/studio/previews.ts'
