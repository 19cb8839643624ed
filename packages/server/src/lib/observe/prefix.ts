/** The beginning of the names of this server's own metrics. */
export const PREFIX = 'video_translation_'
