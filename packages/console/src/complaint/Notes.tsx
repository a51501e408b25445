import { useMutation } from '@tanstack/react-query'
import { Button, Input } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import { newIdempotencyKey } from '../api/idempotency-key.ts'
import type { ComplaintDetail } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { Instant } from '../shell/Instant.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

/** Remarks among colleagues. They never leave the desk. */
export function Notes({ complaint }: { readonly complaint: ComplaintDetail }) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const [content, setContent] = useState('')
  const add = useMutation({
    mutationFn: async (text: string) =>
      await bodyOf(
        api.http.POST('/api/v1/complaints/{id}/notes', {
          params: { path: { id: complaint.id }, header: { 'idempotency-key': newIdempotencyKey() } },
          body: { content: text },
        }),
      ),
    onSuccess: () => {
      setContent('')
      announce(t('note.added'), { quiet: true })
    },
    onSettled: () => refresh(complaint.id),
  })
  const submit = () => {
    if (content.trim() !== '') add.mutate(content.trim())
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
          value={content}
          onChange={(event) => setContent(event.target.value)}
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
