/** Sites with pages around videos. Their addresses lead to a page, and not to a media file. */
const SITES =
  'youtube.com youtu.be vimeo.com dailymotion.com dai.ly twitch.tv tiktok.com instagram.com facebook.com fb.watch x.com ' +
  'twitter.com bilibili.com b23.tv nicovideo.jp rutube.ru vk.com ted.com loom.com linkedin.com reddit.com rumble.com ' +
  'odysee.com streamable.com wistia.com drive.google.com'
/** The path of a file on one of them, such as a direct download. */
const MEDIA_FILE = /\.(?:mp4|m4v|mov|mkv|webm|mp3|m4a|wav|flac|ogg|ogv)$/i

/** Why a URL cannot be a source, and what to do. Undefined for any other URL. */
export function refusePageAddress(text: string): string | undefined {
  const { hostname = '', pathname = '' } = URL.parse(text) ?? {}
  const site = SITES.split(' ').find((name) => hostname === name || hostname.endsWith(`.${name}`))
  if (site === undefined || MEDIA_FILE.test(pathname)) return undefined
  return (
    `It is the address of a page of ${site}, and not of a media file. Download the video, if you may (the site offers ` +
    'it for your own videos; yt-dlp is a program that does it), and translate the file.'
  )
}
