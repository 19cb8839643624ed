export { readPeaks, type PeaksOptions } from './lib/studio/peaks.ts'
export { cueAudio, type CueAudioOptions, preview, readClip, sourceProxy } from './lib/studio/previews.ts'
export { resultTime, type SlowScene, sourceTime } from './lib/studio/slow-scenes.ts'
