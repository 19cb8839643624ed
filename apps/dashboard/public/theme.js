// Runs before the first paint, so that the page never flashes in another theme or language.
;(() => {
  const page = document.documentElement
  const stored = (name) => {
    try {
      return localStorage.getItem(`video-translation.${name}`) ?? undefined
    } catch {
      // A browser may forbid storage.
      return undefined
    }
  }
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  page.dataset.theme = stored('theme') ?? (isDark ? 'dark' : 'light')
  const wanted = [stored('locale'), ...navigator.languages].map((tag) => tag?.split('-')[0])
  page.lang = wanted.find((tag) => tag === 'en' || tag === 'es') ?? 'en'
})()
