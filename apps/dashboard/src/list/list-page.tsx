import { getRouteApi } from '@tanstack/react-router'
import { lazy, Suspense, useMemo } from 'react'
import { useTranslations } from 'video-translation-client/react'
import { Page } from '../shell/page.tsx'
import { loadPageWords, useWords } from '../words/words.ts'
import { Counts } from './counts.tsx'
import { Filters } from './filters.tsx'
import { ListState } from './list-state.tsx'
import { filterOf } from './list-search.ts'
import { Table } from './table.tsx'
import { useSelection } from './selection.ts'
import css from './list-page.module.css'

const route = getRouteApi('/')

/** Most visits of the list change nothing, so the bar comes with the first tick. */
const BulkBar = lazy(async () => {
  // Its question about charges has words of the other pages.
  const [{ BulkBar: component }] = await Promise.all([import('./bulk-bar.tsx'), loadPageWords()])
  return { default: component }
})

/** All translations, live. Rows change in place, and newer ones wait until they are shown. */
export function ListPage() {
  const search = route.useSearch()
  const filter = useMemo(() => filterOf(search), [search])
  const list = useTranslations(filter)
  const selection = useSelection(search)
  const { t } = useWords()
  const isEmpty = list.ids.length === 0
  return (
    <Page title={t('list.title')}>
      <h1 className={css.title}>{t('list.title')}</h1>
      <Counts search={search} />
      <Filters search={search} newer={list.newer.length} onShowNewer={list.showNewer} />
      {isEmpty ? (
        <ListState search={search} isLoading={list.isLoading} error={list.error} onRetry={list.reload} />
      ) : (
        <Table list={list} selection={selection} />
      )}
      {(selection.isAll || selection.ids.size > 0) && (
        <Suspense>
          <BulkBar filter={filter} loaded={list.ids} selection={selection} onDeleted={list.reload} />
        </Suspense>
      )}
    </Page>
  )
}
