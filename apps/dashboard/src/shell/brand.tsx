/** Grey is what was said, blue is what will be heard. */
export function Brand() {
  return (
    <svg viewBox="0 0 26 26" width="26" height="26" aria-hidden>
      <rect width="26" height="26" rx="7" fill="var(--ink)" />
      <path d="M6 9.5h9" stroke="var(--voice-src)" strokeWidth="3" strokeLinecap="round" />
      <path d="M6 16.5h14" stroke="var(--accent)" strokeWidth="3" strokeLinecap="round" />
      <circle cx="19.2" cy="9.5" r="1.6" fill="var(--bg)" />
    </svg>
  )
}
