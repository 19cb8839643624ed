import type { ErrorComponentProps } from '@tanstack/react-router'
import { Button } from '../ui/button.tsx'
import { Notice } from '../ui/notice.tsx'
import { useWords } from '../words/words.ts'
import { Page } from './page.tsx'

/** A page that could not be loaded, e.g. because the server has a newer one since. */
export function PageFailure({ error }: ErrorComponentProps) {
  const { t } = useWords()
  return (
    <Page title={t('failure.title')}>
      <Notice
        kind="bad"
        action={
          <Button isSmall onClick={() => location.reload()}>
            {t('failure.reload')}
          </Button>
        }
      >
        {t('failure.title')}
        <small>{(error as Error).message}</small>
      </Notice>
    </Page>
  )
}
