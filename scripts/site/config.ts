// Read by VitePress, which is installed beside it. It knows no host and asks no third party.
import { headingId } from './heading-id.ts'
import { MENU } from './pages.ts'

export default {
  title: 'Video Translation',
  description: 'Turn a video into the same video in other languages, and know the moment it is done.',
  lang: 'en',
  cleanUrls: false,
  // Browsers ask for an icon that no page names.
  head: [['link', { rel: 'icon', href: 'data:,' }]],
  markdown: { anchor: { slugify: headingId } },
  themeConfig: {
    search: { provider: 'local' },
    outline: [2, 3],
    nav: [
      { text: 'Start', link: '/start' },
      { text: 'Recipes', link: '/recipes' },
      { text: 'Errors', link: '/errors' },
      { text: 'Reference', link: '/reference/client' },
    ],
    sidebar: MENU.map(({ title, pages }) => ({
      text: title,
      collapsed: false,
      items: pages.map(({ title: text, path }) => ({ text, link: `/${path.replace('README', '')}` })),
    })),
  },
}
