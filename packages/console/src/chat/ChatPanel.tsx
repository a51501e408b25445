import { SendOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { Alert } from 'antd'
import type { KeyboardEvent, Ref } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import type { ComplaintDetail, RightsTicket } from '../api/types.ts'
import { useApi, useRefreshComplaint, useServices } from '../app/services.ts'
import { blockedText } from '../complaint/labels.ts'
import { useNow } from '../format/clock.ts'
import { isSendPress } from '../keyboard/shortcuts.ts'
import { announce } from '../shell/announcer.tsx'
import { endAttempt, keyOfAttempt } from '../shell/attempts.ts'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'
import { useMessage } from './drafts.ts'
import { MessageFields } from './MessageFields.tsx'
import { useMediaUploads } from './media-uploads.ts'
import {
  bytesOf,
  type MessageDraft,
  messageFromDraft,
  obstacleOf,
  slotsOfType,
  TEXT_LIMIT,
  withoutSent,
} from './message-draft.ts'
import { obstacleText } from './obstacle-text.ts'
import { windowNow } from './reply-window.ts'
import { TypeChooser } from './TypeChooser.tsx'
import { useTyping } from './typing.ts'
import { WindowLine } from './WindowLine.tsx'
import '../reply/composer.css'
import './chat.css'

interface Props {
  readonly complaint: ComplaintDetail
  readonly ticket: RightsTicket
  readonly inputRef: Ref<HTMLTextAreaElement>
}

const contentOf = (draft: MessageDraft): string => JSON.stringify(messageFromDraft(draft))

/** Where one writes to a payer of an official account, for as long as the platform lets one. */
export function ChatPanel({ complaint, ticket, inputRef }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const { clock } = useServices()
  const now = useNow()
  const refresh = useRefreshComplaint()
  const [stored, changeDraft] = useMessage(complaint.id)
  const uploads = useMediaUploads(api, complaint.id)
  const typing = useTyping(api, complaint.id, clock.now)
  const attempt = `message.${complaint.id}`

  const send = useMutation({
    mutationFn: async (sent: MessageDraft) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/messages', {
          params: {
            path: { id: complaint.id },
            header: { 'idempotency-key': keyOfAttempt(attempt, contentOf(sent)) },
          },
          body: { message: messageFromDraft(sent) },
        }),
      ),
    onSuccess: (_, sent) => {
      endAttempt(attempt, contentOf(sent))
      typing.sent()
      // Words typed while it was on its way belong to the next message, of whatever kind.
      changeDraft((draft) => {
        const ofKind = { ...draft, type: sent.type }
        return contentOf(ofKind) === contentOf(sent) ? { ...withoutSent(ofKind), type: draft.type } : draft
      })
      announce(t('chat.queued'))
    },
    onSettled: () => refresh(complaint.id),
  })

  const state = windowNow(ticket.replyWindow, now)
  const { message: applicable } = complaint.applicable
  const blocked = !state.open
    ? t(`chat.window.reasons.${state.reason}`)
    : applicable.allowed
      ? undefined
      : blockedText(t, applicable)
  const type = ticket.messageTypes.includes(stored.type) ? stored.type : (ticket.messageTypes[0] ?? 'text')
  const draft = type === stored.type ? stored : { ...stored, type }

  const used = bytesOf(draft.text)

  function whyNot(): string | undefined {
    const running = slotsOfType[draft.type].flatMap((slot) => uploads.uploads[slot] ?? [])
    if (running.some(({ error }) => error !== undefined)) return t('chat.obstacle.uploadFailed')
    if (running.length > 0) return t('chat.obstacle.uploading')
    const obstacle = obstacleOf(draft, ticket)
    return obstacle && obstacleText(t, obstacle, ticket.maxArticles)
  }

  function submit(): void {
    if (blocked !== undefined || send.isPending) return
    const obstacle = whyNot()
    if (obstacle === undefined) send.mutate(draft)
    else announce(obstacle)
  }

  const onKeyDown = (event: KeyboardEvent) => {
    const { key, ctrlKey, metaKey } = event
    if (isSendPress({ key, ctrlKey, metaKey, isComposing: event.nativeEvent.isComposing })) {
      event.preventDefault()
      submit()
    } else if (key === 'Enter' && event.target instanceof HTMLInputElement) {
      // Enter in one of several fields means "next", not "send".
      event.preventDefault()
    }
  }

  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- the keys are those of the fields inside
    <form
      className="composer chat"
      aria-label={t('chat.title')}
      onKeyDown={onKeyDown}
      onSubmit={(event) => {
        event.preventDefault()
        submit()
      }}
    >
      <WindowLine window={ticket.replyWindow} state={state} />
      {state.open && blocked !== undefined && <Alert type="info" showIcon title={`${t('chat.blocked')}：${blocked}`} />}
      {send.isError && <ProblemNote title={t('chat.failed')} error={send.error} />}
      <fieldset className="chat-body" disabled={blocked !== undefined}>
        <TypeChooser
          allowed={ticket.messageTypes}
          value={draft.type}
          onChange={(chosen) => changeDraft((now) => ({ ...now, type: chosen }))}
        />
        <MessageFields
          draft={draft}
          disabled={blocked !== undefined}
          maxArticles={ticket.maxArticles}
          uploads={uploads}
          inputRef={inputRef}
          change={changeDraft}
          onWrote={typing.wrote}
          onStopped={typing.stopped}
        />
      </fieldset>
      <div className="composer-foot">
        {draft.type === 'text' && (
          <span className="chat-count number" data-over={used > TEXT_LIMIT}>
            {t('chat.bytes', { used, limit: TEXT_LIMIT })}
          </span>
        )}
        <BlockedButton
          type="primary"
          htmlType="submit"
          title="Ctrl + Enter"
          icon={<SendOutlined aria-hidden />}
          loading={send.isPending}
          blocked={blocked}
        >
          {t('chat.send')}
        </BlockedButton>
      </div>
    </form>
  )
}
