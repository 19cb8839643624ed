export { elevenLabs } from '../lib/protocols/elevenlabs/dubs/dubs.ts'
export { elevenLabsProjects } from '../lib/protocols/elevenlabs/projects/projects.ts'
export type { DubRequest } from '../lib/protocols/elevenlabs/dubs/create.ts'
export type { ElevenLabsSource } from '../lib/protocols/elevenlabs/form.ts'
export type { ProjectRequest } from '../lib/protocols/elevenlabs/projects/create.ts'
export type {
  DubOptions,
  ElevenLabsVoiceSettings,
  ProjectLanguageOptions,
  ProjectOptions,
} from '../lib/protocols/elevenlabs/options.ts'
