import type { InfiniteData, UseInfiniteQueryResult } from '@tanstack/react-query'
import { Button } from 'antd'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ComplaintPage } from '../api/types.ts'
import { useShortcuts } from '../keyboard/use-shortcuts.ts'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { ComplaintRow } from './ComplaintRow.tsx'
import type { Filter } from './filter.ts'
import { InboxEmpty } from './InboxEmpty.tsx'
import { ListSkeleton } from './ListSkeleton.tsx'
import { focusRow, stepRow } from './step-row.ts'

interface Props {
  readonly filter: Filter
  readonly complaints: UseInfiniteQueryResult<InfiniteData<ComplaintPage>>
  readonly selectedId: string | undefined
}

export function ComplaintList({ filter, complaints, selectedId }: Props) {
  const { t } = useTranslation()
  const list = useRef<HTMLUListElement>(null)
  const { data, error, hasNextPage, isFetchingNextPage, isPlaceholderData } = complaints

  const loadMore = () => {
    if (hasNextPage && !isFetchingNextPage) void complaints.fetchNextPage()
  }
  const step = (by: 1 | -1) => {
    if (list.current !== null && !stepRow(list.current, by) && by === 1) loadMore()
  }
  useShortcuts({ next: () => step(1), previous: () => step(-1) })
  useReturnFocus(list, selectedId)

  if (data === undefined) {
    return error === null ? (
      <ListSkeleton />
    ) : (
      <div className="inbox-problem">
        <ProblemNote title={t('inbox.failed')} error={error} onRetry={() => void complaints.refetch()} />
      </div>
    )
  }
  const items = data.pages.flatMap((page) => page.items)
  if (items.length === 0) return <InboxEmpty filter={filter} />
  return (
    <div className="inbox-scroll" aria-busy={isPlaceholderData}>
      <ul ref={list} className="complaint-list">
        {items.map((complaint) => (
          <li key={complaint.id}>
            <ComplaintRow complaint={complaint} />
          </li>
        ))}
      </ul>
      <div className="inbox-more">
        {hasNextPage ? (
          <Button onClick={loadMore} loading={isFetchingNextPage}>
            {isFetchingNextPage ? t('inbox.loadingMore') : t('inbox.more')}
          </Button>
        ) : (
          <span className="muted">{t('inbox.end', { total: items.length })}</span>
        )}
      </div>
    </div>
  )
}

/** When a complaint is closed, the focus goes back to its row, so that the next `j` continues from there. */
function useReturnFocus(list: React.RefObject<HTMLUListElement | null>, selectedId: string | undefined): void {
  const previous = useRef(selectedId)
  useEffect(() => {
    const left = previous.current
    previous.current = selectedId
    if (selectedId !== undefined || left === undefined) return
    if (list.current !== null) focusRow(list.current, left)
  }, [list, selectedId])
}
