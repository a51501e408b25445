import { PlayCircleOutlined } from '@ant-design/icons'
import { useMutation } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import { done } from '../api/client.ts'
import type { TicketState } from '../api/types.ts'
import { useApi, useRefreshComplaint } from '../app/services.ts'
import { announce } from '../shell/announcer.tsx'
import { BlockedButton } from '../shell/BlockedButton.tsx'
import { explain } from '../shell/ProblemNote.tsx'

interface Props {
  readonly complaintId: string
  readonly state: TicketState
}

/** Says to colleagues that somebody works on a ticket. */
export function TakeUpButton({ complaintId, state }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const refresh = useRefreshComplaint()
  const take = useMutation({
    mutationFn: async () =>
      await done(api.http.POST('/api/v1/complaints/{id}/taking', { params: { path: { id: complaintId } } })),
    onSuccess: () => announce(t('rights.take.done')),
    onError: (error) => announce(explain(t, error).message),
    onSettled: () => refresh(complaintId),
  })
  const free = state === 'PENDING' || state === 'REJECTED'
  const why = state === 'MARKED' || state === 'CLOSED' ? 'rights.take.finished' : 'rights.take.taken'
  return (
    <BlockedButton
      icon={<PlayCircleOutlined aria-hidden />}
      loading={take.isPending}
      blocked={free ? undefined : t(why)}
      onClick={() => take.mutate()}
    >
      {t('rights.take.do')}
    </BlockedButton>
  )
}
