import { useMutation } from '@tanstack/react-query'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { bodyOf } from '../api/client.ts'
import type { Action } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface Props {
  readonly action: Action
  readonly complaintId: string
}

/** Told by what a person saw: it came; it did not, so send it again; it did not, and is not wanted any more. */
const choices = ['settle', 'resend', 'drop'] as const
type Choice = (typeof choices)[number]

const results = { settle: 'chat.pending.settled', resend: 'action.retried', drop: 'chat.pending.dropped' } as const

/** The answer to a message was lost. Every choice rests on what a person saw in the chat, so each asks once more. */
export function UnknownOutcome({ action, complaintId }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  // The dialog stays mounted while closed: it is what gives the focus back to the button.
  const [asking, setAsking] = useState<{ readonly choice: Choice; readonly open: boolean }>({
    choice: 'settle',
    open: false,
  })
  const decide = useMutation({
    mutationFn: async (choice: Choice) => {
      const params = { params: { path: { id: action.id } } }
      if (choice === 'resend') return await bodyOf(api.http.POST('/api/v1/actions/{id}/retry', params))
      const outcome = choice === 'settle' ? 'sent' : 'not-sent'
      return await bodyOf(api.http.POST('/api/v1/actions/{id}/settlement', { ...params, body: { outcome } }))
    },
    onSuccess: (_, choice) => {
      close()
      announce(t(results[choice]))
    },
    onSettled: () => refresh(complaintId),
  })
  function close(): void {
    decide.reset()
    setAsking({ ...asking, open: false })
  }
  return (
    <>
      {choices.map((choice) => (
        <Button
          key={choice}
          size="small"
          {...(choice === 'drop' ? { type: 'text' as const } : {})}
          onClick={() => setAsking({ choice, open: true })}
        >
          {t(`chat.pending.${choice}`)}
        </Button>
      ))}
      <Modal
        open={asking.open}
        title={t(`chat.pending.${asking.choice}Title`)}
        okText={t(`chat.pending.${asking.choice}Confirm`)}
        cancelText={t('common.cancel')}
        confirmLoading={decide.isPending}
        okButtonProps={{ danger: asking.choice === 'resend' }}
        onOk={() => decide.mutate(asking.choice)}
        onCancel={close}
        destroyOnHidden
        width={440}
      >
        <div className="dialog-body">
          <p>{t(`chat.pending.${asking.choice}Why`)}</p>
          {decide.isError && <ProblemNote error={decide.error} />}
        </div>
      </Modal>
    </>
  )
}
