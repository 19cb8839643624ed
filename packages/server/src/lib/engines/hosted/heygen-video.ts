import { generateProofread } from 'video-translation-client/protocols/heygen'
import type { MakeVideo } from './proofreads/video.ts'

/** The options of a translation that count for the video, in HeyGen's words. */
const VIDEO_OPTIONS = ['captions', 'translate_audio_only', 'callback_id', 'callback_url']

/** Has HeyGen make the video of a session, with captions unless the options say otherwise. */
export async function makeHeygenVideo(...[client, session, call]: Parameters<MakeVideo>): Promise<string> {
  const { options, ...rest } = call
  const { idempotencyKey } = rest
  const given = Object.entries(options).filter(([name]) => VIDEO_OPTIONS.includes(name))
  // A person who has corrected the lines wants them as files, too.
  return await generateProofread(client, session, {
    ...rest,
    options: { captions: true, callback_id: idempotencyKey, ...Object.fromEntries(given) },
  })
}
