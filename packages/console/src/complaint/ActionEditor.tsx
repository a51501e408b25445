import { useMutation } from '@tanstack/react-query'
import { Button } from 'antd'
import { type FormEvent, type KeyboardEvent, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { Action } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { isSendPress } from '../keyboard/shortcuts.ts'
import { REASON_LIMIT } from '../refund/decision.ts'
import { AddPictures, useAddPictures } from '../reply/AddPictures.tsx'
import { type Draft, useDraft } from '../reply/drafts.ts'
import { PictureTray } from '../reply/PictureTray.tsx'
import { ReplyHints } from '../reply/ReplyHints.tsx'
import { REPLY_LIMIT, withoutRefused } from '../reply/reply-text.ts'
import { useUploads } from '../reply/uploads.ts'
import { whyNotSend } from '../reply/why-not-send.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { editDraftKey } from './edit-draft.ts'
import './action-editor.css'

interface Props {
  readonly action: Action
  readonly complaintId: string
  /** Whether it was opened by hand just now; otherwise the focus stays where it is. */
  readonly takesFocus: boolean
  readonly onClose: () => void
}

const focusAtEnd = (field: HTMLTextAreaElement | null): void => {
  field?.focus()
  field?.setSelectionRange(field.value.length, field.value.length)
}

/** Changes what is to go out where it stands. The desk refuses once the sending has begun; the words typed stay. */
export function ActionEditor({ action, complaintId, takesFocus, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const key = editDraftKey(action)
  const [draft, changeDraft] = useDraft(key)
  const uploads = useUploads(api, key)
  const addPictures = useAddPictures(uploads, draft.pictures.length)
  const hintsId = useId()
  // One key for one change: saving again after a lost answer must not be taken for another change.
  const attempt = useRef<{ readonly draft: Draft; readonly key: string } | undefined>(undefined)
  const isReply = action.kind === 'reply'
  const limit = isReply ? REPLY_LIMIT : REASON_LIMIT
  const obstacle = whyNotSend(draft.text, uploads.uploads, limit)

  const save = useMutation({
    mutationFn: async ({ sent, retry }: { readonly sent: Draft; readonly retry: boolean }) => {
      if (attempt.current?.draft !== sent) attempt.current = { draft: sent, key: newIdempotencyKey() }
      const path = { id: action.id }
      const words = isReply ? { content: sent.text } : { reason: sent.text }
      await bodyOf(
        api.http.PATCH('/api/v1/actions/{id}', {
          params: { path, header: { 'idempotency-key': attempt.current.key } },
          body: { ...words, images: sent.pictures.map((picture) => picture.mediaKey) },
        }),
      )
      if (retry) await bodyOf(api.http.POST('/api/v1/actions/{id}/retry', { params: { path } }))
    },
    onSuccess: (_, { retry }) => {
      announce(t(retry ? 'action.savedAndRetried' : 'action.saved'))
      onClose()
    },
    onSettled: () => refresh(complaintId),
  })

  function submit(retry: boolean): void {
    if (save.isPending) return
    if (obstacle === undefined) save.mutate({ sent: draft, retry })
    else if (obstacle !== 'refused' && obstacle !== 'over') announce(t(`reply.${obstacle}`))
  }
  const parked = action.state === 'parked'
  const onKeyDown = (event: KeyboardEvent<HTMLFormElement>) => {
    const { key: pressed, ctrlKey, metaKey, nativeEvent } = event
    const { isComposing } = nativeEvent
    const sends = isSendPress({ key: pressed, ctrlKey, metaKey, isComposing })
    if (!sends && (pressed !== 'Escape' || isComposing)) return
    event.preventDefault()
    if (sends) submit(parked)
    else onClose()
  }
  const onSubmit = (event: FormEvent) => {
    event.preventDefault()
    submit(parked)
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of the fields inside
    <form className="action-editor" aria-label={t('action.editing')} onSubmit={onSubmit} onKeyDown={onKeyDown}>
      {save.isError && <ProblemNote error={save.error} />}
      <textarea
        ref={takesFocus ? focusAtEnd : null}
        className="composer-text"
        aria-label={t(isReply ? 'reply.label' : 'refund.reason')}
        aria-describedby={hintsId}
        rows={3}
        value={draft.text}
        onChange={(event) => changeDraft((now) => ({ ...now, text: event.target.value }))}
      />
      <PictureTray
        pictures={draft.pictures}
        uploads={uploads}
        onRemove={(picture) =>
          changeDraft((now) => ({
            ...now,
            pictures: now.pictures.filter((known) => known.mediaKey !== picture.mediaKey),
          }))
        }
      />
      <ReplyHints
        id={hintsId}
        text={draft.text}
        limit={limit}
        onRemoveRefused={() => changeDraft((now) => ({ ...now, text: withoutRefused(now.text) }))}
      />
      <div className="entry-choices">
        <Button size="small" type="primary" htmlType="submit" title="Ctrl + Enter" loading={save.isPending}>
          {t(parked ? 'action.saveAndRetry' : 'action.save')}
        </Button>
        {parked && (
          <Button size="small" disabled={save.isPending} onClick={() => submit(false)}>
            {t('action.save')}
          </Button>
        )}
        <AddPictures size="small" label={t('reply.addPicture')} disabled={addPictures.full} onFiles={addPictures.add} />
        <Button size="small" type="text" title="Esc" onClick={onClose}>
          {t('action.discard')}
        </Button>
      </div>
    </form>
  )
}
