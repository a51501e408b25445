import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { emptyDraft, useDraft } from '../reply/drafts.ts'
import { announce } from '../shell/announcer.tsx'
import { endAttempt, keyOfAttempt } from '../shell/attempts.ts'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

/** Remarks among colleagues. They never leave the desk. */
export function Notes({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  // Kept apart from the reply that may be in the making.
  const [{ text }, changeDraft] = useDraft(`${complaint.id}.note`)
  const attempt = `note.${complaint.id}`
  const add = useMutation({
    mutationFn: async (typed: string) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/notes', {
          params: { path: { id: complaint.id }, header: { 'idempotency-key': keyOfAttempt(attempt, typed) } },
          body: { content: typed.trim() },
        }),
      ),
    onSuccess: (_, typed) => {
      endAttempt(attempt, typed)
      // Words typed while it was on its way belong to the next note.
      changeDraft((now) => (now.text === typed ? emptyDraft : now))
      announce(t('note.added'), { quiet: true })
    },
    onSettled: () => refresh(complaint.id),
  })
  const submit = () => {
    if (text.trim() !== '' && !add.isPending) add.mutate(text)
  }
  return (
    <div className="notes">
      {complaint.notes.length > 0 && (
        <ul>
          {complaint.notes.map((note) => (
            <li key={note.id}>
              <p className="muted">
                {note.author} <Instant at={note.at} />
              </p>
              <p className="note-text">{note.content}</p>
            </li>
          ))}
        </ul>
      )}
      {add.isError && <ProblemNote error={add.error} />}
      <div className="note-form">
        <Input
          aria-label={t('note.label')}
          placeholder={t('note.placeholder')}
          maxLength={1000}
          value={text}
          onChange={(event) => changeDraft((now) => ({ ...now, text: event.target.value }))}
          onPressEnter={(event) => {
            if (!event.nativeEvent.isComposing) submit()
          }}
        />
        <Button loading={add.isPending} onClick={submit}>
          {t('note.add')}
        </Button>
      </div>
    </div>
  )
}
