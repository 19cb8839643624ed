/**
 * The Content-Security-Policy of the page: nothing inline, nothing from third parties, no framing.
 * @param media further origins that play and carry files, e.g. of a bucket
 */
export function contentSecurityPolicy(media: readonly string[] = []): string {
  const others = media.map((origin) => ` ${origin}`).join('')
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' blob:",
    `media-src 'self' blob:${others}`,
    "font-src 'self'",
    `connect-src 'self'${others}`,
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; ')
}
