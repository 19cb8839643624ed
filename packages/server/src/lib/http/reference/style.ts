/** The style of the reference, light and dark by the wish of the system. */
export const REFERENCE_STYLE = `:root { color-scheme: light dark; --line: light-dark(#ddd, #333); --quiet: light-dark(#5a5a5a, #a5a5a5); --soft: light-dark(#f5f5f5, #1c1c1c); --link: light-dark(#0b57d0, #8ab4f8) }
* { box-sizing: border-box }
body { margin: 0; font: 16px/1.5 system-ui, sans-serif; display: grid; grid-template-columns: 20rem minmax(0, 1fr); background: light-dark(#fff, #121212); color: light-dark(#1a1a1a, #e8e8e8) }
nav { position: sticky; top: 0; height: 100vh; overflow: auto; padding: 1rem; border-right: 1px solid var(--line); font-size: .875rem }
nav ul { list-style: none; margin: .25rem 0 1rem; padding: 0 }
nav li a { display: block; padding: .15rem 0; color: inherit; text-decoration: none }
nav li a:hover { text-decoration: underline }
main { padding: 1rem 2rem 4rem; max-width: 60rem }
a { color: var(--link) }
section { border-top: 1px solid var(--line); padding-top: .5rem; margin-top: 2rem; scroll-margin-top: 1rem }
section:target > h3 { text-decoration: underline; text-underline-offset: .3em }
h3 a { color: inherit; text-decoration: none }
code, pre { font: .875em ui-monospace, monospace }
code { background: var(--soft); padding: .1em .3em; border-radius: .25em; overflow-wrap: anywhere }
pre { background: var(--soft); padding: 1rem; overflow: auto; border-radius: .5rem }
pre code { padding: 0; background: none; overflow-wrap: normal }
summary { cursor: pointer }
table { border-collapse: collapse; width: 100% }
td:first-child code { overflow-wrap: normal; white-space: nowrap }
td { border-top: 1px solid var(--line); padding: .4rem .75rem .4rem 0; vertical-align: top }
.members { border-left: 2px solid var(--line); padding-left: 1rem; list-style: none }
.members li { margin: .5rem 0 }
.members p, .answer { margin: .15rem 0 }
.type { color: var(--quiet) }
.or { border-left: 2px dotted var(--line); padding-left: 1rem; margin: .5rem 0 }
.method { font: 600 .75em ui-monospace, monospace; color: var(--quiet) }
.method.get { color: light-dark(#0a6640, #5ad19a) }
.method.post { color: light-dark(#0b57d0, #8ab4f8) }
.method.delete { color: light-dark(#b3261e, #f2b8b5) }
@media (max-width: 50rem) { body { display: block } nav { position: static; height: auto; border: 0 } main { padding: 1rem } }
`
