import { ClockCircleOutlined, LoadingOutlined, SendOutlined, StopOutlined } from '@ant-design/icons'
import { useMutation, useQuery } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { sessionQuery } from '../api/queries.ts'
import type { Action } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { exactInstant } from '../format/instants.ts'
import { announce } from '../shell/announcer.tsx'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { ActionEditor } from './ActionEditor.tsx'
import { beginEdit, endEdit, isBeingEdited } from './edit-draft.ts'
import { actionKindText, problemText } from './labels.ts'
import { MessageParts, storedFile } from './MessageParts.tsx'
import { actionChoices } from './open-actions.ts'
import { Pictures } from './Pictures.tsx'
import { UnknownOutcome } from './UnknownOutcome.tsx'

const icons = {
  queued: ClockCircleOutlined,
  sending: LoadingOutlined,
  sent: SendOutlined,
  parked: StopOutlined,
} as const

/** Something we intend, apart from what happened: dashed until the platform confirms it. */
export function PendingAction({ action, complaintId }: { readonly action: Action; readonly complaintId: string }) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const params = { params: { path: { id: action.id } } }
  const retry = useMutation({
    mutationFn: async () => await bodyOf(api.http.POST('/api/v1/actions/{id}/retry', params)),
    onSuccess: () => announce(t('action.retried')),
    onSettled: () => refresh(complaintId),
  })
  const cancel = useMutation({
    mutationFn: async () => await bodyOf(api.http.POST('/api/v1/actions/{id}/cancellation', params)),
    onSuccess: () => announce(t('action.cancelDone')),
    onSettled: () => refresh(complaintId),
  })
  const agree = useMutation({
    mutationFn: async () => await bodyOf(api.http.POST('/api/v1/actions/{id}/approval', params)),
    onSuccess: () => announce(t('refund.agreed')),
    onSettled: () => refresh(complaintId),
  })
  const hold = useMutation({
    mutationFn: async () => await bodyOf(api.http.POST('/api/v1/actions/{id}/parking', params)),
    onSuccess: () => announce(t('action.held')),
    onSettled: () => refresh(complaintId),
  })
  // Words left in the editor by a look at another complaint are there again.
  const [editing, setEditing] = useState<'no' | 'again' | 'opened'>(() => (isBeingEdited(action) ? 'again' : 'no'))
  const wasEditing = useRef(false)
  const stopEditing = () => {
    endEdit(action)
    wasEditing.current = true
    setEditing('no')
  }
  /** The button comes back when the editor goes, and takes the focus back with it. */
  const editButton = (button: HTMLElement | null) => {
    if (button === null || !wasEditing.current) return
    wasEditing.current = false
    button.focus()
  }
  const { data: user } = useQuery(sessionQuery(api))
  const choices = actionChoices(action)
  const isOwner = user?.role === 'owner'
  const isOfRefund = action.kind === 'refund' || action.kind === 'refund-decision'
  const ownersOnly = isOfRefund && !isOwner ? t('refund.ownersOnly') : undefined
  const isOwnRefund = action.createdBy === user?.username
  const agreeBlocked = ownersOnly ?? (isOwnRefund ? t('refund.ownRefund') : undefined)
  const Icon = icons[action.state === 'verified' || action.state === 'cancelled' ? 'sent' : action.state]
  const error = retry.error ?? cancel.error ?? agree.error ?? hold.error
  return (
    <li className="entry" data-side="merchant" data-intent={action.state}>
      <div className="entry-head">
        <span className="entry-who">{action.createdBy}</span>
        {action.kind !== 'reply' && <span className="entry-action">{actionKindText(t, action)}</span>}
        <Instant at={action.createdAt} />
      </div>
      <div className="entry-body">
        {editing === 'no' ? (
          <Intent action={action} />
        ) : (
          <ActionEditor
            action={action}
            complaintId={complaintId}
            takesFocus={editing === 'opened'}
            onClose={stopEditing}
          />
        )}
        <p className="entry-intent">
          <Icon aria-hidden />{' '}
          {action.kind === 'refund' && action.state === 'sent'
            ? t('action.refundSent')
            : t(`action.state.${action.state}`)}
        </p>
        {action.problem !== null && (
          <div className="entry-problem">
            <p>{problemText(t, action.problem, action.kind).message}</p>
            <p className="muted">
              {t('action.remedy', { remedy: problemText(t, action.problem, action.kind).remedy })}
            </p>
          </div>
        )}
        {action.state === 'queued' && action.nextAttemptAt !== null && action.attempts > 0 && (
          <p className="muted">
            {t('action.nextAttempt', {
              attempts: action.attempts,
              instant: exactInstant(Date.parse(action.nextAttemptAt)).slice(11),
            })}
          </p>
        )}
        {error !== null && <ProblemNote error={error} />}
        {choices.agree && <p className="entry-problem">{t('refund.waitsForColleague')}</p>}
        {editing === 'no' && Object.values(choices).some(Boolean) && (
          <div className="entry-choices">
            {choices.agree && (
              <BlockedButton
                size="small"
                type="primary"
                loading={agree.isPending}
                blocked={agreeBlocked}
                onClick={() => agree.mutate()}
              >
                {t('refund.agree')}
              </BlockedButton>
            )}
            {choices.settle && <UnknownOutcome action={action} complaintId={complaintId} />}
            {choices.retry && !choices.settle && (
              <BlockedButton size="small" loading={retry.isPending} blocked={ownersOnly} onClick={() => retry.mutate()}>
                {t('action.retry')}
              </BlockedButton>
            )}
            {choices.edit && (
              <BlockedButton
                ref={editButton}
                size="small"
                blocked={action.kind !== 'reply' && !isOwner ? t('action.editByOwner') : undefined}
                onClick={() => {
                  beginEdit(action)
                  setEditing('opened')
                }}
              >
                {t('action.edit')}
              </BlockedButton>
            )}
            {choices.hold && (
              <BlockedButton
                size="small"
                type="text"
                loading={hold.isPending}
                blocked={ownersOnly}
                onClick={() => hold.mutate()}
              >
                {t('action.hold')}
              </BlockedButton>
            )}
            {choices.cancel && !choices.settle && (
              <BlockedButton
                size="small"
                type="text"
                loading={cancel.isPending}
                blocked={ownersOnly}
                onClick={() => cancel.mutate()}
              >
                {t('action.cancel')}
              </BlockedButton>
            )}
          </div>
        )}
      </div>
    </li>
  )
}

/** What was to be said: a message in its parts, or a text with pictures. */
function Intent({ action }: { readonly action: Action }) {
  const files = action.images.map(({ mediaKey, url }) => storedFile(mediaKey, url))
  if (action.message !== null) return <MessageParts message={action.message} files={files} />
  return (
    <>
      {action.content !== null && action.content !== '' && <p className="entry-text">{action.content}</p>}
      <Pictures images={files} />
    </>
  )
}
