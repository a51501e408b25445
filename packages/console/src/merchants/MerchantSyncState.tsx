import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Button } from 'antd'
import { useTranslation } from 'react-i18next'
import { bodyOf, done } from '../api/client.ts'
import { merchantsQuery } from '../api/queries.ts'
import type { Merchant } from '../api/types.ts'
import { useApi } from '../app/services.ts'
import { useNow } from '../format/clock.ts'
import { agoText } from '../format/time-text.ts'
import { announce } from '../shell/announcer.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { backfillShare, completenessOf } from './sync.ts'

/** Up to when everything is known about a merchant's complaints, and whether the platform still notifies this desk. */
export function MerchantSyncState({ merchant }: { readonly merchant: Merchant }) {
  const { t } = useTranslation()
  const api = useApi()
  const now = useNow()
  const queryClient = useQueryClient()
  const reread = async () => await queryClient.invalidateQueries({ queryKey: merchantsQuery(api).queryKey })
  const params = { params: { path: { slug: merchant.slug } } }
  const reconcile = useMutation({
    mutationFn: async () => await done(api.http.POST('/api/v1/merchants/{slug}/sync', { ...params, body: {} })),
    onSuccess: () => announce(t('sync.started')),
    onSettled: reread,
  })
  const repair = useMutation({
    mutationFn: async () => await bodyOf(api.http.POST('/api/v1/merchants/{slug}/callback-url', params)),
    onSuccess: ({ url }) => announce(t('sync.repaired', { url })),
    onSettled: reread,
  })
  const { sync } = merchant
  const completeness = completenessOf(sync, now)
  const error = reconcile.error ?? repair.error
  return (
    <>
      <div>
        <dt>{t('sync.title')}</dt>
        <dd>
          <span className="sync-line">
            <span className={`sync-${completeness}`}>
              {sync?.completeUpTo == null ? (
                t('sync.unknown')
              ) : (
                <>
                  {t('sync.completeUpTo')} <Instant at={sync.completeUpTo} />{' '}
                  {t('sync.age', { ago: agoText(t, Date.parse(sync.completeUpTo), now) })}
                </>
              )}
            </span>
            <Button size="small" loading={reconcile.isPending} onClick={() => reconcile.mutate()}>
              {t('sync.now')}
            </Button>
          </span>
          {sync !== null && sync.problemCode !== null && (
            <p className="sync-problem">
              {t('sync.problem', { code: sync.problemCode })}
              {sync.problemSince !== null && (
                <>
                  {' · '}
                  <Instant at={sync.problemSince} />
                </>
              )}
            </p>
          )}
          {sync !== null && sync.backfill.doneAt === null && (
            <p className="muted">
              <progress
                value={backfillShare(sync.backfill, now)}
                aria-label={t('sync.backfill', { from: sync.backfill.from, covered: sync.backfill.coveredFrom })}
              />{' '}
              {t('sync.backfill', { from: sync.backfill.from, covered: sync.backfill.coveredFrom })}
            </p>
          )}
          {error !== null && <ProblemNote error={error} />}
        </dd>
      </div>
      {sync !== null && sync.callbackUrl.state !== 'unchecked' && (
        <div>
          <dt>{t('sync.callback')}</dt>
          <dd>
            <span className="sync-line">
              <span className={sync.callbackUrl.state === 'ok' ? 'sync-fresh' : 'sync-aged'}>
                {t(`sync.callbackState.${sync.callbackUrl.state}`)}
              </span>
              {sync.callbackUrl.state !== 'ok' && (
                <Button size="small" loading={repair.isPending} onClick={() => repair.mutate()}>
                  {t('sync.repair')}
                </Button>
              )}
            </span>
            {sync.callbackUrl.state === 'different' && <p className="muted">{sync.callbackUrl.url}</p>}
          </dd>
        </div>
      )}
    </>
  )
}
