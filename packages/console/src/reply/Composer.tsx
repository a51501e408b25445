import { SendOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert } from 'antd'
import { type ClipboardEvent, type KeyboardEvent, type Ref, useId, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { blockedText } from '../complaint/labels.ts'
import { isSendPress } from '../keyboard/shortcuts.ts'
import { announce } from '../shell/announcer.tsx'
import { endAttempt, keyOfAttempt } from '../shell/attempts.ts'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { AddPictures, useAddPictures } from './AddPictures.tsx'
import { type Draft, emptyDraft, useDraft } from './drafts.ts'
import { PictureTray } from './PictureTray.tsx'
import { ReplyHints } from './ReplyHints.tsx'
import { withoutRefused } from './reply-text.ts'
import { useUploads } from './uploads.ts'
import { useFileDrop } from './use-file-drop.ts'
import { whyNotSend } from './why-not-send.ts'
import './composer.css'

interface Props {
  readonly complaint: ComplaintDetail
  readonly inputRef: Ref<HTMLTextAreaElement>
}

const replyFromDraft = ({ text, pictures }: Draft) => ({
  content: text,
  images: pictures.map((picture) => picture.mediaKey),
})

const contentOf = (draft: Draft): string => JSON.stringify(replyFromDraft(draft))

/** Where a reply is written. The draft outlives the page; sending only hands it to the desk's outbox. */
export function Composer({ complaint, inputRef }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [draft, changeDraft] = useDraft(complaint.id)
  const uploads = useUploads(api, complaint.id)
  const addPictures = useAddPictures(uploads, draft.pictures.length)
  const form = useRef<HTMLFormElement>(null)
  const hintsId = useId()
  const attempt = `reply.${complaint.id}`

  const send = useMutation({
    mutationFn: async (sent: Draft) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/replies', {
          params: {
            path: { id: complaint.id },
            header: { 'idempotency-key': keyOfAttempt(attempt, contentOf(sent)) },
          },
          body: replyFromDraft(sent),
        }),
      ),
    onSuccess: (_, sent) => {
      endAttempt(attempt, contentOf(sent))
      // Words typed while it was on its way belong to the next reply.
      changeDraft((now) => (contentOf(now) === contentOf(sent) ? emptyDraft : now))
      announce(t('reply.queued'))
    },
    onSettled: () => refresh(complaint.id),
  })

  const { reply } = complaint.applicable
  const obstacle = whyNotSend(draft.text, uploads.uploads)
  const blocked = !reply.allowed ? blockedText(t, reply) : undefined

  function submit(): void {
    if (blocked !== undefined || send.isPending) return
    if (obstacle === undefined) send.mutate(draft)
    else if (obstacle !== 'refused' && obstacle !== 'over') announce(t(`reply.${obstacle}`))
  }

  const onPaste = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files]
    if (files.length === 0) return
    event.preventDefault()
    addPictures.add(files)
  }
  const dropping = useFileDrop(form, (files) => {
    if (blocked === undefined) addPictures.add(files)
  })
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (
      isSendPress({
        key: event.key,
        ctrlKey: event.ctrlKey,
        metaKey: event.metaKey,
        isComposing: event.nativeEvent.isComposing,
      })
    ) {
      event.preventDefault()
      submit()
    }
    // While an input method is composing, Esc only puts its candidates away.
    if (event.key === 'Escape' && !event.nativeEvent.isComposing) event.currentTarget.blur()
  }

  return (
    <form
      ref={form}
      className="composer"
      aria-label={t('reply.title')}
      data-dropping={dropping}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      {complaint.agentMode && reply.allowed && <Alert type="info" showIcon title={t('reply.agent')} />}
      {blocked !== undefined && <Alert type="info" showIcon title={`${t('reply.blocked')}：${blocked}`} />}
      {send.isError && <ProblemNote title={t('reply.sendFailed')} error={send.error} />}
      <textarea
        ref={inputRef}
        className="composer-text"
        aria-label={t('reply.label')}
        aria-describedby={hintsId}
        placeholder={t('reply.placeholder')}
        rows={1}
        disabled={blocked !== undefined}
        value={draft.text}
        onChange={(event) => changeDraft((now) => ({ ...now, text: event.target.value }))}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
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
        onRemoveRefused={() => changeDraft((now) => ({ ...now, text: withoutRefused(now.text) }))}
      />
      <div className="composer-foot">
        <AddPictures
          label={t('reply.addPicture')}
          title={t('reply.pictureHint')}
          disabled={blocked !== undefined || addPictures.full}
          onFiles={addPictures.add}
        />
        <span className="composer-hint muted">{t('reply.pictureHint')}</span>
        <BlockedButton
          type="primary"
          htmlType="submit"
          title="Ctrl + Enter"
          icon={<SendOutlined aria-hidden />}
          loading={send.isPending}
          blocked={blocked}
        >
          {t('reply.send')}
        </BlockedButton>
      </div>
      {dropping && <div className="composer-drop">{t('reply.drop')}</div>}
    </form>
  )
}
