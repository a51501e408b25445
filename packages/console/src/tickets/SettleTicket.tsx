import { useQuery } from '@tanstack/react-query'
import { Modal } from 'antd'
import { useTranslation } from 'react-i18next'
import { complaintQuery } from '../api/queries.ts'
import { useApi } from '../app/services.ts'
import { SettleDialog } from '../rights/SettleDialog.tsx'
import { ProblemNote } from '../shell/ProblemNote.tsx'

interface Props {
  readonly id: string
  readonly open: boolean
  readonly onClose: () => void
}

/** The confirmation for one row of the table, which knows less of its ticket than the dialog has to show. */
export function SettleTicket({ id, open, onClose }: Props) {
  const { t } = useTranslation()
  const api = useApi()
  const complaint = useQuery({ ...complaintQuery(api, id), enabled: open })
  if (complaint.data !== undefined) return <SettleDialog complaint={complaint.data} open={open} onClose={onClose} />
  return (
    <Modal
      open={open && complaint.isError}
      title={t('rights.settle.title')}
      footer={null}
      onCancel={onClose}
      destroyOnHidden
      width={520}
    >
      <ProblemNote title={t('detail.failed')} error={complaint.error} onRetry={() => void complaint.refetch()} />
    </Modal>
  )
}
