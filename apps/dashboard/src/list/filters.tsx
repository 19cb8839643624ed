import { useNavigate } from '@tanstack/react-router'
import { Plus, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { languageName } from '../format/language-name.ts'
import { useEngineChoices } from '../session/engines.ts'
import { Button } from '../ui/button.tsx'
import { useWords } from '../words/words.ts'
import { useSlashKey } from './keys.ts'
import type { ListSearch } from './list-search.ts'
import { targetLanguages } from '../session/languages.ts'
import css from './filters.module.css'

interface Props {
  search: ListSearch
  newer: number
  onShowNewer(): void
}

export function Filters({ search, newer, onShowNewer }: Props) {
  const { t } = useWords()
  return (
    <div className={css.filters} role="search">
      <SearchBox search={search} />
      <LanguageFilter search={search} />
      <EngineFilter search={search} />
      <span className={css.push} />
      {newer > 0 && (
        <Button className={css.newer} icon={Plus} onClick={onShowNewer}>
          {t('list.newer', { count: newer })}
        </Button>
      )}
    </div>
  )
}

/** A filter goes into the address once typing rests. Back does not undo it letter by letter. */
const REST_MS = 250

function SearchBox({ search }: { search: ListSearch }) {
  const { t } = useWords()
  const change = useChange(search)
  const input = useRef<HTMLInputElement>(null)
  const [text, setText] = useState(search.q ?? '')
  useSlashKey(() => input.current?.focus())
  useEffect(() => setText(search.q ?? ''), [search.q])
  useEffect(() => {
    if (text === (search.q ?? '')) return undefined
    const timer = setTimeout(() => change({ q: text || undefined }), REST_MS)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <label className={css.search}>
      <Search size={16} aria-hidden />
      <span className="visually-hidden">{t('list.search')}</span>
      <input
        ref={input}
        type="search"
        value={text}
        maxLength={200}
        placeholder={t('list.searchHint')}
        onChange={({ target }) => setText(target.value)}
      />
      <kbd aria-hidden>/</kbd>
    </label>
  )
}

function LanguageFilter({ search }: { search: ListSearch }) {
  const { t, locale } = useWords()
  const change = useChange(search)
  const engines = useEngineChoices()
  const tags = targetLanguages(engines, search.to)
  return (
    <select
      className={css.select}
      aria-label={t('list.language')}
      value={search.to ?? ''}
      onChange={({ target }) => change({ to: target.value || undefined })}
    >
      <option value="">{t('list.anyLanguage')}</option>
      {tags
        .map((tag) => ({ tag, name: languageName(tag, locale) }))
        .sort((one, other) => one.name.localeCompare(other.name, locale))
        .map(({ tag, name }) => (
          <option key={tag} value={tag}>
            {name}
          </option>
        ))}
    </select>
  )
}

function EngineFilter({ search }: { search: ListSearch }) {
  const { t } = useWords()
  const change = useChange(search)
  const engines = useEngineChoices()
  return (
    <select
      className={css.select}
      aria-label={t('list.engine')}
      value={search.engine ?? ''}
      onChange={({ target }) => change({ engine: target.value || undefined })}
    >
      <option value="">{t('list.anyEngine')}</option>
      {engines.map(({ name }) => (
        <option key={name}>{name}</option>
      ))}
    </select>
  )
}

/** Changes a filter in the address. The other filters stay. */
function useChange(search: ListSearch) {
  const navigate = useNavigate()
  return (change: { [Name in keyof ListSearch]: ListSearch[Name] | undefined }) => {
    const set = Object.entries({ ...search, ...change }).filter(([, value]) => value !== undefined)
    void navigate({ to: '/', search: Object.fromEntries(set) as ListSearch, replace: true })
  }
}
