import { VideoTranslationClient } from 'video-translation-client'

/** Translates a file that a user has chosen, and shows how far it is. */
export async function translateFile(
  file: File,
  show: (text: string) => void,
  client = new VideoTranslationClient(new URL('/api/video/', location.href)),
): Promise<string | undefined> {
  const done = await client.translate(
    { source: file, to: ['es'] },
    {
      onUpload: ({ sentBytes }) => show(`uploaded ${Math.round((100 * sentBytes) / file.size)} %`),
      onUpdate: ({ status, stage, progress = 0 }) =>
        show(`${stage ?? status} ${Math.round(100 * progress)} %`),
    },
  )
  // The address needs no key, so a <video> can play it.
  return done.targets[0]?.artifacts.find(({ mediaType }) => mediaType.startsWith('video/'))?.url
}
